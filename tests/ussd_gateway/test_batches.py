import asyncio
from collections.abc import Sequence

import pytest

from ussd_gateway.batches import Batches

pytestmark = pytest.mark.anyio


class Book:
    def __init__(self) -> None:
        self.written: list[list[str]] = []
        self.go_on = asyncio.Event()

    async def write(self, items: Sequence[str]) -> None:
        await self.go_on.wait()
        if "bad" in items:
            raise ValueError
        self.written.append(list(items))


async def put_all(batches: Batches[str], book: Book, *rounds: Sequence[str]) -> list[object]:
    putting = []
    for items in rounds:
        putting += [asyncio.create_task(batches.put(item)) for item in items]
        for _ in range(5):
            await asyncio.sleep(0)
    book.go_on.set()
    return await asyncio.gather(*putting, return_exceptions=True)


async def test_what_comes_while_a_batch_is_written_is_the_next_batch() -> None:
    book = Book()
    assert await put_all(Batches(book.write), book, ["a"], ["b", "c"], ["d"]) == [None] * 4
    assert book.written == [["a"], ["b", "c", "d"]]


async def test_who_is_at_the_door_comes_along() -> None:
    book = Book()
    book.go_on.set()
    batches = Batches(book.write)
    first = asyncio.create_task(batches.put("a"))
    await asyncio.sleep(0)
    await asyncio.gather(first, batches.put("b"))
    assert book.written == [["a", "b"]]


async def test_a_failure_is_told_to_those_it_concerns() -> None:
    book = Book()
    told = await put_all(Batches(book.write), book, ["bad"], ["b"])
    assert isinstance(told[0], ValueError)
    assert told[1] is None
    assert book.written == [["b"]]


async def test_who_is_cancelled_holds_up_nobody() -> None:
    book = Book()
    batches = Batches(book.write)
    first = asyncio.create_task(batches.put("a"))
    await asyncio.sleep(0)
    first.cancel()
    assert await put_all(batches, book, ["b"]) == [None]
    assert [item for batch in book.written for item in batch] == ["a", "b"]


async def test_at_the_end_nothing_is_left_unwritten() -> None:
    book = Book()
    batches = Batches(book.write)
    putting = [asyncio.create_task(batches.put(item)) for item in ("a", "b")]
    await asyncio.sleep(0)
    book.go_on.set()
    await batches.finish()
    assert [item for batch in book.written for item in batch] == ["a", "b"]
    await asyncio.gather(*putting)
