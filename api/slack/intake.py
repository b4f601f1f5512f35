"""Events on their way to the disk: those that arrive together are kept in one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from index.state import Events, Incoming, Receipt

PATIENCE_S = 2.5  # of the 3 seconds that Slack gives
_Waiting = tuple[Incoming, "asyncio.Future[Receipt]"]


class Intake:
    """Keeps events in a store, then says so to `wake`.

    A flush of the disk takes milliseconds; each of many would wait for those of all others. The
    thread is its own: nothing else that the service does may keep an event waiting.
    """

    def __init__(self, events: Events, wake: Callable[[], None]) -> None:
        self._events, self._wake = events, wake
        self._waiting = list[_Waiting]()
        self._keeping: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "groundwire-slack-intake")

    async def take(self, incoming: Incoming) -> Receipt:
        """Keep an event: durable when this returns. Raises TimeoutError, or a HomeFault."""
        kept: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((incoming, kept))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_all())
        async with asyncio.timeout(PATIENCE_S):
            return await kept

    async def _keep_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            await self._keep(together)

    async def _keep(self, together: Sequence[_Waiting]) -> None:
        loop = asyncio.get_running_loop()
        incoming = [one for one, _ in together]
        try:
            receipts = await loop.run_in_executor(self._thread, self._events.receive, incoming)
        except Exception as error:  # ruff: ignore[blind-except]  each of those who wait is told
            for _, kept in together:
                if not kept.done():
                    kept.set_exception(error)
            return
        for (_, kept), receipt in zip(together, receipts, strict=True):
            if not kept.done():  # it may have waited too long
                kept.set_result(receipt)
        self._wake()

    def close(self) -> None:
        """Wait for what is being kept."""
        self._thread.shutdown()
