from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from tests.ussd_gateway.channels.suite import OutgoingSms, all_that
from tests.ussd_gateway.harness import Gateway


@pytest.fixture
def sent_by(gateway: Gateway) -> Callable[[str], Awaitable[tuple[str, str]]]:
    """Sends something by a channel; our id of it and the provider's."""
    numbers = count(1)

    async def send(channel: str) -> tuple[str, str]:
        provider = next(each for each in all_that(OutgoingSms) if each.channel == channel)
        theirs = f"their-id-{next(numbers)}"
        gateway.providers[provider.host] = lambda _: provider.accept(theirs)
        ours = await gateway.queue(channel, "+8801712345678", "salam")
        await gateway.settle()
        return ours, theirs

    return send
