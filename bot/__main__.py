"""python -m bot: the bot on Telegram, or, without a token, on the playground."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from importlib import import_module

from bot.local import Playground
from bot.logs import configure_logging
from bot.playground import PLAYGROUND_TOKEN
from bot.settings import Settings
from inference.errors import UserError
from inference.settings import read_settings

log = logging.getLogger("bot")


def main() -> int:
    """Run until told to stop. Returns an exit status; what the owner can mend is one sentence."""
    parser = ArgumentParser(
        prog="python -m bot",
        description=__doc__,
        epilog="Everything is set in the environment or in .env; .env.example names it all.",
    )
    parser.parse_args()
    try:
        settings = read_settings(Settings)
        configure_logging(settings.log_level)
        return _run(settings)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(settings: Settings) -> int:
    # What is imported and loaded stays for good: looking through it for garbage, again and again
    # while it grows, makes a fifth of the time until the bot is ready.
    gc.disable()
    # Until the event loop takes signals over: leave by way of the `finally` clauses.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if settings.bot_token is not None:
        asyncio.run(_serve(settings, None))
        return 0
    playground = Playground.start(settings.playground_port, settings.playground_dir)
    try:
        # Importing the models' libraries takes seconds; the playground comes up meanwhile.
        import_module("bot.updates.polling")
        import_module("inference.loading" if settings.inference_url is None else "inference.remote")
        status = playground.wait_until_ready()
        if status is None:
            log.info("No BOT_TOKEN is set: chat with the bot at %s", playground.url)
            asyncio.run(_serve(settings, playground))
        return status or 0
    finally:
        playground.stop()


async def _serve(settings: Settings, playground: Playground | None) -> None:
    from bot.app import build_bot
    from bot.engines import answering
    from bot.enrichment_offer import offer_enrichment
    from bot.notices import error_notices
    from bot.playground.storage_channel import storage_channel
    from bot.store import Store
    from bot.updates.polling import poll
    from bot.updates.webhook import listen

    stop, reload = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        bot = build_bot(*_bot_api(settings, playground))
        stack.push_async_callback(bot.session.close)
        store = await Store.open(settings.store_url)
        stack.push_async_callback(store.close)
        services = await stack.enter_async_context(answering(settings, store, reload))
        if playground is not None and settings.storage_chat is None:
            settings.storage_chat = await storage_channel(playground.url, store)
        services.configure(settings)
        await stack.enter_async_context(error_notices(bot, store, settings.admin_chat))
        gc.freeze()
        gc.enable()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload.set)
        offer = offer_enrichment(services.catalogue, settings.catalogue, settings.data_dir)
        stack.push_async_callback(_end, asyncio.create_task(offer))
        if services.storage is not None:
            stack.push_async_callback(_end, asyncio.create_task(services.storage.run(bot)))
        run = poll if settings.webhook_url is None else listen
        await run(bot, services, settings, stop)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _bot_api(settings: Settings, playground: Playground | None) -> tuple[str, str | None]:
    """The token, and the address of the Bot API server where it is not Telegram's."""
    if playground is not None or settings.bot_token is None:
        return PLAYGROUND_TOKEN, playground.url if playground else None
    token = settings.bot_token.get_secret_value()
    return token, str(settings.bot_api_url) if settings.bot_api_url else None


if __name__ == "__main__":
    sys.exit(main())
