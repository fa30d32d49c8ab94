"""Five hundred people and five groups that write, photograph, tap and ask inline."""

from __future__ import annotations

import asyncio
import io
import random
import time
from dataclasses import dataclass

from aiohttp import ClientError
from PIL import Image, ImageDraw

from benchmarks.load_ledger import Ask, Ledger
from bot.playground.simulation_client import Person, Simulation, SimulationError

GROUPS = 5
# Of a hundred acts, and how many messages the answer to each has, about.
MIX = {"photo": (35, 1), "text": (20, 6), "inline": (25, 0), "callback": (15, 1), "group": (5, 4)}
MESSAGES_AN_ACT = sum(share * messages for share, messages in MIX.values()) / 100
WORDS = (
    "золотые ворота",
    "церкви Ярославля",
    "музей",
    "мост в Порту",
    "театр",
    "Храм на Крови",
    "фонтан",
    "башня",
    "кремль",
    "старинный собор",
)


@dataclass
class Crowd:
    """The people, each in the private chat with the bot, and a member of each group."""

    simulation: Simulation
    ledger: Ledger
    people: list[Person]
    groups: list[Person]
    random: random.Random

    @classmethod
    async def gather(cls, simulation: Simulation, ledger: Ledger, count: int, seed: int) -> Crowd:
        people: list[Person] = []
        for _ in range(0, count, 20):
            people += await asyncio.gather(*(simulation.user("ru") for _ in range(20)))
        groups = [await simulation.group(people[n], f"Группа {n}") for n in range(GROUPS)]
        return cls(simulation, ledger, people[:count], groups, random.Random(seed))  # noqa: S311  # no secret

    async def act(self, phase: str, acts_a_second: float, seconds: float) -> None:
        """So many acts a second, at random moments, whether the bot keeps up or not."""
        pictures = [_picture(self.random) for _ in range(40)]
        deadline = time.monotonic() + seconds
        moment = time.monotonic()
        running: set[asyncio.Task[None]] = set()
        while (moment := moment + self.random.expovariate(acts_a_second)) < deadline:
            await asyncio.sleep(max(moment - time.monotonic(), 0))
            kind = self.random.choices(list(MIX), [share for share, _ in MIX.values()])[0]
            task = asyncio.create_task(self._do(kind, phase, self.random.choice(pictures)))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)

    async def _do(self, kind: str, phase: str, picture: bytes) -> None:
        person = self.random.choice(self.people)
        words = self.random.choice(WORDS)
        if kind == "callback":
            shown = self.ledger.keyboards.get(person.chat_id)
            if shown is None and self.ledger.keyboards:
                chat = self.random.choice(list(self.ledger.keyboards))
                person = next(one for one in self.people if one.chat_id == chat)
                shown = self.ledger.keyboards[chat]
            if shown is None:
                kind = "photo"
        begun = time.monotonic()
        try:
            if kind == "photo":
                sent = await person.send_photo(picture)
            elif kind == "text":
                sent = await person.send_text(words)
            elif kind == "group":
                person = self.random.choice(self.groups)
                sent = await person.send_text(f"/find {words}")
            elif kind == "inline":
                # Numbers keep each query from being answered out of Telegram's cache.
                query = f"{words} {self.random.randrange(10**6)}"
                number = await person.ask_inline(query)
                self.ledger.ask(("inline", number), Ask(kind, person.chat_id, phase, begun))
                return
            else:
                assert shown is not None  # noqa: S101  # chosen above
                values = {
                    "bot": self.simulation.bot_id,
                    "user": person.id,
                    "message_id": shown[0],
                    "button": self.random.choice(shown[1]),
                }
                path = f"/chats/{person.chat_id}/press"
                number = str((await self.simulation.call("POST", path, values))["id"])
                self.ledger.ask(("callback", number), Ask(kind, person.chat_id, phase, begun))
                return
        except (ClientError, SimulationError, TimeoutError) as error:
            print(f"An act of {kind} failed: {error!r}")
            return
        self.ledger.ask(
            ("message", (person.chat_id, sent.id)), Ask(kind, person.chat_id, phase, begun)
        )


def _picture(rng: random.Random) -> bytes:
    image = Image.new("RGB", (640, 480), tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = rng.randrange(640), rng.randrange(480)
        colour = tuple(rng.randrange(256) for _ in range(3))
        draw.rectangle((x, y, x + rng.randrange(200), y + rng.randrange(200)), fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
