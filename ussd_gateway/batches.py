import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
_TURNS = 2  # of the loop: in one what has arrived is read, in the next it is put


class Batches(Generic[Item]):
    """Writes together what comes while the batch before is being written (group commit), and what
    is at the door by then; it waits for nobody who is still on the way."""

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> None:
        """Returns when it is written; raises what writing its batch raised."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((item, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await written

    async def finish(self) -> None:
        """Returns once nothing waits any more."""
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        while self._waiting:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            batch, self._waiting = self._waiting, []
            try:
                await self._write([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 (each of them learns it)
                _tell(batch, error)
            else:
                _tell(batch, None)
        self._writing = None


def _tell(batch: Sequence[tuple[object, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():
            continue  # whoever waited was cancelled
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
