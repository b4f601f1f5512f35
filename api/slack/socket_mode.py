"""Socket Mode: Slack's events over a connection that we open, for those without a public address."""

import asyncio
import signal
from contextlib import suppress

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from api.slack.bot import Bot


async def listen(bot: Bot, app_token: str) -> None:
    """Take events until the process is told to end."""
    handler = AsyncSocketModeHandler(bot.listener.app, app_token)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # where signals are of another kind, Ctrl-C raises
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await handler.client.connect()  # type: ignore[no-untyped-call]
    try:
        await ended.wait()
    finally:
        await handler.client.close()  # type: ignore[no-untyped-call]
