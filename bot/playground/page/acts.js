// What a person can do, each as one request to the simulation side, as the state's person.

import { call } from "./api.js";
import { chatPath, state, who } from "./state.js";
import { currentLanguage } from "./words.js";

const ANSWER_SECONDS = 20;
const post = (rest, values) => call("POST", chatPath(rest), { ...who(), ...values });
const inTopic = () => (state.thread ? { thread: state.thread } : {});

export const readState = () => call("GET", "/state");
export const readChat = () => call("GET", `${chatPath()}?bot=${state.bot.id}&language=${currentLanguage()}`);

export const addPerson = (profile) => call("POST", "/users", profile);
export const changePerson = (id, profile) => call("POST", `/users/${id}`, profile);

export const sendText = (text, reply_to) => post("/messages", { ...inTopic(), text, reply_to });
export const sendPlace = (place, reply_to = 0) => post("/messages", { ...inTopic(), ...place, reply_to });
export const filesFields = (reply_to) => ({ ...who(), ...inTopic(), reply_to });
export const moveLive = (message_id, place) => post("/move", { message_id, ...place });
export const stopLive = (message_id) => post("/stop", { message_id });
export const editText = (message_id, text) => post("/edit", { message_id, text });
export const deleteMessage = (message_id) => post("/delete", { message_id });

// The bot's answer, or null where it gave none in time.
export async function press(message_id, button) {
  const query = await post("/press", { message_id, button });
  return call("GET", `/callbacks/${query.id}?timeout=${ANSWER_SECONDS}`);
}

// The bot's answer with the query's id, or null. `place`: where the person is, or null.
export async function askInline(bot, query, offset, place) {
  const asked = await post("/inline", { bot, query, offset, ...place });
  const answer = await call("GET", `/inline/${asked.id}?timeout=${ANSWER_SECONDS}`);
  return answer && { ...answer, id: asked.id };
}
export const chooseResult = (bot, inline, result, reply_to) => post("/messages", { bot, inline, result, ...inTopic(), reply_to });

export const addGroup = (values) => call("POST", "/groups", { ...who(), ...values });
export const addTopic = (title) => post("/topics", { title });
export const setMember = (user, status) => post("/members", { user, status });
export const setBotStatus = (status) => post("/membership", { status });
export const setRestrictions = (values) => post("/restrictions", values);
export const migrate = () => post("/migrate", {});
export const changeBot = (id, values) => call("POST", `/bots/${id}`, values);
