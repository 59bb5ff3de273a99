"""In whatever shape a secret comes, and whichever way: none is kept, passed on or logged."""

from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from citizen_text.secrets import REDACTED
from tests.ussd_gateway.channels.smpp.test_calls import BEGIN, CODE, INPUT, Handset
from tests.ussd_gateway.channels.smpp.whole import open_line
from tests.ussd_gateway.channels.suite import Calls, InboundSms, all_that
from tests.ussd_gateway.channels.test_call_suite import step
from tests.ussd_gateway.channels.test_sms_suite import post
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_secrets import NAMED, kept

pytestmark = pytest.mark.anyio
Shape = tuple[list[str], str, list[str]]
Say = Callable[[str], Awaitable[None]]
# What is written, one message or step after the other, what of it nobody may see, and what stays.
SHAPES: dict[str, Shape] = {
    "digits": (["amar pin 4821"], "4821", ["amar pin ••••"]),
    "bangla digits": (["আমার পিন ৪৮২১"], "৪৮২১", ["আমার পিন ••••"]),
    "spaced": (["otp 4 8 2 1"], "4 8 2", ["otp ••••"]),
    "in pairs": (["ওটিপি ৯৯-৩৩-১১"], "৯৯-৩৩", ["ওটিপি ••••"]),
    "words": (["pin char at dui ek"], "char at", ["pin ••••"]),
    "bangla words": (["পিন চার আট দুই এক"], "চার আট", ["পিন ••••"]),
    "english words": (["my pin is four eight two one"], "four", ["my pin is ••••"]),
    "letters": (["password: amarmayernam"], "amarmayer", ["password: ••••"]),
    "letters and digits": (["password is rahim123"], "rahim", ["password is ••••"]),
    "word after it": (["4821 amar pin"], "4821", ["•••• amar pin"]),
    "bangla word after it": (["৪৮২১ হইল আমার পিন"], "৪৮২১", ["•••• হইল আমার পিন"]),
    "next": ([NAMED, "4821"], "4821", [NAMED, REDACTED]),
    "next, bangla": (["আমার ওটিপি", "৪৮২১"], "৪৮২১", ["আমার ওটিপি", REDACTED]),
    "next, spaced": ([NAMED, "48 21"], "48 21", [NAMED, REDACTED]),
    "next, words": ([NAMED, "char at dui ek"], "char at", [NAMED, REDACTED]),
}


@pytest.fixture(params=[*SHAPES.values()], ids=[*SHAPES])
def shape(request: pytest.FixtureRequest) -> Shape:
    found: Shape = request.param
    return found


async def is_nowhere(gateway: Gateway, shape: Shape, say: Say, heard_before: list[str]) -> None:
    said, secret, left = shape
    with capture_logs() as told:
        for words in said:
            await say(words)
            assert not [each for each in await kept(gateway) if secret in each]
        await gateway.settle()
    assert gateway.assistant.heard == [*heard_before, *left]
    assert REDACTED in (await kept(gateway))[-1]
    assert secret not in str(told)


@pytest.mark.parametrize(
    "sms", [each for each in all_that(InboundSms) if each.names["text"]], ids=lambda s: s.channel
)
async def test_in_an_sms(gateway: Gateway, sms: InboundSms, shape: Shape) -> None:
    async def say(words: str) -> None:
        response = await post(gateway, sms.request(sms.fields() | {str(sms.names["text"]): words}))
        assert sms.error(response) == ""

    await is_nowhere(gateway, shape, say, [])


@pytest.mark.parametrize("calls", all_that(Calls), ids=lambda calls: calls.channel)
async def test_in_a_call(gateway: Gateway, calls: Calls, shape: Shape) -> None:
    typed: list[str] = []

    async def say(words: str) -> None:
        typed.append(words)
        response, _ = await step(gateway, calls, *typed)
        assert calls.error(response) == ""

    await step(gateway, calls)
    await is_nowhere(gateway, shape, say, ["/greet"])


async def test_in_an_sms_over_smpp(gateway: Gateway, shape: Shape) -> None:
    async with open_line(gateway) as line:

        async def say(words: str) -> None:
            assert await line.types(words) == 0

        await is_nowhere(gateway, shape, say, [])


async def test_in_a_call_over_smpp(gateway: Gateway, shape: Shape) -> None:
    async with open_line(gateway) as line:
        handset = Handset(line)

        async def say(words: str) -> None:
            await handset.sees(INPUT, words.encode("utf-16-be"), data_coding=8)

        await handset.sees(BEGIN, CODE)
        await is_nowhere(gateway, shape, say, ["/greet"])


@pytest.mark.parametrize("calls", all_that(Calls), ids=lambda calls: calls.channel)
@pytest.mark.parametrize("shape", ["digits", "next"])
async def test_a_number_is_answered_with_later_in_the_call(
    gateway: Gateway, calls: Calls, shape: str
) -> None:
    """Also where the provider brings with it all that was typed before."""
    said, _, left = SHAPES[shape]
    typed = [*said, "1500", "taka", "2026"]
    for count in range(len(typed) + 1):
        await step(gateway, calls, *typed[:count])
    assert gateway.assistant.heard == ["/greet", *left, "1500", "taka", "2026"]
