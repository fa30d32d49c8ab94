from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import ClientSession, web

from bot.playground import updates
from bot.playground.simulation_client import Person, Simulation
from tests.playground.conftest import RawApi

TERMINATED = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def test_updates_stay_until_an_offset_confirms_them(api: RawApi, anna: Person) -> None:
    await anna.send_text("two")
    first = (await api("getUpdates")).result
    assert [update["message"]["text"] for update in first] == ["/start", "two"]
    assert (await api("getUpdates")).result == first
    rest = (await api("getUpdates", offset=first[1]["update_id"])).result
    assert rest == first[1:]
    assert (await api("getUpdates", offset=first[1]["update_id"] + 1)).result == []
    assert (await api("getUpdates", offset=0)).result == []


async def test_a_negative_offset_keeps_the_newest(api: RawApi, anna: Person) -> None:
    for text in "abc":
        await anna.send_text(text)
    kept = (await api("getUpdates", offset=-2)).result
    assert [update["message"]["text"] for update in kept] == ["b", "c"]
    assert len((await api("getUpdates")).result) == 2


async def test_the_limit_is_between_one_and_a_hundred(api: RawApi, anna: Person) -> None:
    for number in range(101):
        await anna.send_text(str(number))
    assert len((await api("getUpdates", limit=1000)).result) == 100
    assert len((await api("getUpdates", limit=0)).result) == 1
    assert len((await api("getUpdates", limit="abc")).result) == 1
    assert len((await api("getUpdates")).result) == 100


async def test_a_long_poll_answers_as_soon_as_something_happens(
    api: RawApi, simulation: Simulation
) -> None:
    person = await simulation.user()
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    await asyncio.sleep(0.2)
    assert not poll.done()
    begun = time.monotonic()
    await person.send_text("hello")
    [update] = (await poll).result
    assert time.monotonic() - begun < 1
    assert update["message"]["text"] == "hello"


async def test_a_long_poll_ends_empty_at_its_timeout(api: RawApi) -> None:
    begun = time.monotonic()
    assert (await api("getUpdates", timeout=1)).result == []
    assert 0.9 < time.monotonic() - begun < 2


async def test_a_second_poller_ends_the_older_one(api: RawApi) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=50))
    await asyncio.sleep(0.2)
    newer = asyncio.create_task(api("getUpdates", timeout=1))
    answer = await older
    assert (answer.status, answer.refusal) == (409, TERMINATED)
    assert (await newer).result == []


async def test_a_poller_that_hung_up_is_not_taken_for_connected(
    api: RawApi, simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "_CONNECTED_SECONDS", 0.2)
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    await simulation.wait_until_connected()
    poll.cancel()
    await asyncio.sleep(1.2)
    assert not (await simulation.call("GET", "/state"))["bots"][0]["connected"]


async def test_only_the_kinds_asked_for_arrive(api: RawApi, anna: Person) -> None:
    await api("getUpdates", allowed_updates='["callback_query"]')
    await anna.send_text("unseen")
    assert len((await api("getUpdates")).result) == 1
    await api("getUpdates", allowed_updates="[]")
    await anna.send_text("seen")
    assert (await api("getUpdates")).result[-1]["message"]["text"] == "seen"


class Receiver:
    """A bot's webhook on a loopback port."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.calls: list[tuple[str | None, str]] = []
        self.called = asyncio.Condition()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        async with self.called:
            self.calls.append((secret, update["message"]["text"]))
            self.called.notify_all()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def __aenter__(self) -> Receiver:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(5), self.called:
            await self.called.wait_for(lambda: len(self.calls) >= count)


async def test_a_webhook_gets_what_is_pending_with_its_secret(api: RawApi, anna: Person) -> None:
    async with Receiver([]) as receiver:
        await api("setWebhook", url=receiver.url, secret_token="s3cret_-")
        await receiver.wait_for(1)
        await anna.send_text("more")
        await receiver.wait_for(2)
        assert receiver.calls == [("s3cret_-", "/start"), ("s3cret_-", "more")]
        info = (await api("getWebhookInfo")).result
        assert info["url"] == receiver.url
        assert info["pending_update_count"] == 0


async def test_a_webhook_is_tried_again_until_it_says_2xx(api: RawApi, anna: Person) -> None:
    async with Receiver([500, 404]) as receiver:
        await api("setWebhook", url=receiver.url)
        await receiver.wait_for(3)
        assert [text for _, text in receiver.calls] == ["/start"] * 3
        assert receiver.calls[0][0] is None
        info = (await api("getWebhookInfo")).result
        assert info["last_error_message"].startswith("Wrong response from the webhook: 404")


async def until_connected_is(simulation: Simulation, expected: bool) -> None:
    async with asyncio.timeout(5):
        while True:
            [bot] = (await simulation.call("GET", "/state"))["bots"]
            if bot["connected"] is expected:
                return
            await asyncio.sleep(0.05)


async def test_a_webhook_is_connected_unless_the_last_delivery_failed(
    api: RawApi, simulation: Simulation, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "_CONNECTED_SECONDS", 0)  # as long after it was heard of
    await until_connected_is(simulation, False)
    async with Receiver([]) as receiver:
        await api("setWebhook", url=receiver.url)
        await receiver.wait_for(1)
        await until_connected_is(simulation, True)
        receiver.statuses = [500] * 100
        await anna.send_text("refused")
        await until_connected_is(simulation, False)
        receiver.statuses.clear()
        await until_connected_is(simulation, True)
        assert (await api("getWebhookInfo")).result["last_error_message"].endswith("Error")
    await api("deleteWebhook")
    await until_connected_is(simulation, False)


async def test_polling_is_refused_while_a_webhook_is_set(api: RawApi) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=50))
    await asyncio.sleep(0.2)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await poll).refusal == "Conflict: terminated by setWebhook request"
    answer = await api("getUpdates")
    assert (answer.status, answer.refusal) == (409, WEBHOOK_ACTIVE)
    await api("deleteWebhook")
    assert (await api("getUpdates")).result == []


async def test_deleting_a_webhook_can_drop_what_is_pending(api: RawApi, anna: Person) -> None:
    assert (await api("getWebhookInfo")).result["pending_update_count"] == 1
    await api("deleteWebhook", drop_pending_updates="true")
    assert (await api("getUpdates")).result == []


async def test_a_webhook_needs_an_address_and_a_plain_secret(api: RawApi) -> None:
    assert "HTTPS URL" in (await api("setWebhook", url="ftp://example.org")).refusal
    answer = await api("setWebhook", url="https://example.org", secret_token="не то")
    assert answer.refusal == "Bad Request: secret token contains unallowed characters"


async def test_the_same_message_is_the_same_for_people_and_bot(
    api: RawApi, http: ClientSession, anna: Person
) -> None:
    [update] = (await api("getUpdates")).result
    message = update["message"]
    assert message["from"]["language_code"] == "ru"
    assert message["chat"] == {"id": anna.id, "type": "private", "first_name": "Анна"}
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
