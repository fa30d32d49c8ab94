// The people one writes as: several, so that a group has more than one traveller.

import * as acts from "./acts.js";
import { openChat, rememberPeople } from "./chats.js";
import { askWord } from "./asking.js";
import { $ } from "./dom.js";
import { draws } from "./drawing.js";
import { openMenu } from "./menu.js";
import { initial, state } from "./state.js";
import { attempt } from "./trouble.js";
import { currentLanguage, words } from "./words.js";

// Asks for a name; returns the new person, or null.
export async function newPerson() {
  const taken = state.people.map((person) => person.first_name);
  const free = words().personNames.find((name) => !taken.includes(name)) ?? "";
  const first_name = await askWord(words().newPerson, words().personName, free);
  if (!first_name) return null;
  const person = await acts.addPerson({ first_name, language_code: currentLanguage() });
  state.people.push(person);
  rememberPeople();
  return person;
}

// From now on the page is this person's; in a group they are a member from then on.
export async function writeAs(person) {
  const group = state.chatId < 0;
  if (group && !state.members.some((member) => member.user.id === person.id && isIn(member.status))) await acts.setMember(person.id, "member");
  state.user = person;
  rememberPeople();
  await openChat(group ? state.chatId : person.id, state.thread);
}

export const isIn = (status) => !["left", "kicked"].includes(status);

function openPeople() {
  const people = state.people.map((person) => [person.first_name, () => attempt(() => writeAs(person)), person.id === state.user.id]);
  const add = [words().newPerson, () => attempt(async () => {
    const person = await newPerson();
    if (person) await writeAs(person);
  }), false, "plus"];
  openMenu($("as"), [...people, add]);
}

export function wirePeople() {
  $("as").onclick = openPeople;
  draws(() => {
    const name = state.user?.first_name ?? "";
    $("as").hidden = !state.user || (state.chatId > 0 && state.people.length < 2);
    $("as").textContent = initial(name);
    $("as").title = `${words().writeAs}: ${name}`;
    $("as").setAttribute("aria-label", $("as").title);
    $("as").style.setProperty("--hue", `${((state.user?.id ?? 0) * 137) % 360}deg`);
  });
}
