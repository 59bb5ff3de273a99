"""A number alone, after a message that named a secret without telling it."""

import json

import pytest

from citizen_text.secrets import REDACTED
from tests.ussd_gateway.fakes import Answers, Body, echo
from tests.ussd_gateway.harness import Gateway, Phone, twilio_form
from tests.ussd_gateway.test_recording import entry
from ussd_gateway.recording import Recorder

pytestmark = pytest.mark.anyio
NAMED = "amar otp holo"
INBOUND = "/channels/twilio/inbound"


async def kept(gateway: Gateway) -> list[str]:
    """Text and raw fields of each message, in one, the oldest first."""
    sealer = gateway.parts.conversation.sealer
    rows = await gateway.rows(
        "SELECT id, text_sealed, raw_sealed FROM gateway.inbox ORDER BY in_order"
    )
    return [
        sealer.open(row.text_sealed, f"inbox.text:{row.id}")
        + as_written(sealer.open(row.raw_sealed, f"inbox.raw:{row.id}"))
        for row in rows
    ]


def as_written(fields: str) -> str:
    return json.dumps(json.loads(fields), ensure_ascii=False)


def asking_for_a_number(turn: Body) -> Answers:
    return [{"text": "Koto taka?"}, {"custom": {"awaits_number": True}}]


@pytest.fixture
def phone(gateway: Gateway) -> Phone:
    return gateway.phone()


@pytest.mark.parametrize(
    "number", ["4821", "৯৯৩৩১১", " 48 21.", "holo 55443322", "char at dui ek", "চার আট দুই এক"]
)
async def test_a_number_is_the_secret(gateway: Gateway, phone: Phone, number: str) -> None:
    await phone.sends(NAMED)
    await phone.sends(number)
    assert gateway.assistant.heard == [NAMED, REDACTED]
    [_, hidden] = await kept(gateway)
    assert number.strip() not in hidden
    digits = "".join(filter(str.isdigit, number))
    assert not digits or digits not in hidden
    assert '"NumSegments": "1"' in hidden


@pytest.mark.parametrize(
    "words", ["pin number dilam {} taka tulte", "amar pin {}", "পিন নম্বর দিলাম {} টাকা তুলে দেন"]
)
async def test_a_secret_handed_over_for_money_is_in_no_journal(
    gateway: Gateway, phone: Phone, words: str
) -> None:
    await phone.sends(words.format("6677"))
    assert gateway.assistant.heard == [words.format(REDACTED)]
    [hidden] = await kept(gateway)
    assert "6677" not in hidden


async def test_a_number_is_it_also_before_the_first_is_answered(gateway: Gateway) -> None:
    for words in (NAMED, "4821"):
        await gateway.post_twilio(INBOUND, twilio_form(Body=words))
    await gateway.settle()
    assert gateway.assistant.heard == [NAMED, REDACTED]


async def test_a_number_is_it_also_in_the_same_commit(gateway: Gateway) -> None:
    recorder: Recorder = gateway.app.state.intake.recorder
    others = entry(gateway, "other", sender="+8801812345678", text="4821")
    said = [entry(gateway, f"m{n}", text=text) for n, text in enumerate((NAMED, "4821", "993311"))]
    await recorder.record([said[0], others, *said[1:]])
    assert [text.partition("{")[0] for text in await kept(gateway)] == [
        NAMED,
        "4821",
        REDACTED,
        "993311",
    ]


OTHER = "taka pai nai"


@pytest.mark.parametrize(
    ("said", "comes_again", "is_secret"),
    [([NAMED, OTHER], NAMED, False), ([OTHER, NAMED], OTHER, True), ([OTHER], OTHER, False)],
)
async def test_what_comes_again_in_the_same_commit_decides_nothing(
    gateway: Gateway, said: list[str], comes_again: str, is_secret: bool
) -> None:
    recorder: Recorder = gateway.app.state.intake.recorder
    for words in said:
        await recorder.record([entry(gateway, words, text=words)])
    await recorder.record(
        [entry(gateway, comes_again, text=comes_again), entry(gateway, "number", text="4821")]
    )
    *before, number = await kept(gateway)
    assert [text.partition("{")[0] for text in before] == said
    assert number.startswith(REDACTED if is_secret else "4821")


async def test_a_number_is_it_by_whichever_channel(gateway: Gateway, phone: Phone) -> None:
    await phone.sends(NAMED)
    by_another = entry(gateway, "m1", channel="simulator", text="4821")
    await gateway.app.state.intake.recorder.record([by_another])
    assert (await kept(gateway))[1].startswith(REDACTED)


async def test_a_number_is_none_when_a_number_was_asked_for(gateway: Gateway, phone: Phone) -> None:
    gateway.assistant.say = asking_for_a_number
    await phone.sends(NAMED)
    await phone.sends("4821")
    assert gateway.assistant.heard == [NAMED, "4821"]


async def test_a_number_is_none_when_it_was_asked_for_before_the_secret_was_named(
    gateway: Gateway, phone: Phone
) -> None:
    gateway.assistant.say = asking_for_a_number
    await phone.sends("agent taka nise")
    for words in (NAMED, "1500"):
        await gateway.post_twilio(INBOUND, twilio_form(Body=words))
    await gateway.settle()
    assert gateway.assistant.heard[-1] == "1500"


async def test_a_number_is_one_again_once_the_question_is_over(
    gateway: Gateway, phone: Phone
) -> None:
    gateway.assistant.say = asking_for_a_number
    await phone.sends("agent taka nise")
    gateway.assistant.say = lambda _: [{"text": "Dhonnobad."}]
    for words in ("1500", NAMED, "4821"):
        await phone.sends(words)
    assert gateway.assistant.heard[-3:] == ["1500", NAMED, REDACTED]


async def test_a_number_is_one_again_once_we_said_sorry(gateway: Gateway, phone: Phone) -> None:
    gateway.assistant.say = asking_for_a_number
    await phone.sends("agent taka nise")
    gateway.assistant.down = "down"
    for words in (NAMED, "4821"):
        await phone.sends(words)
    gateway.assistant.down = None
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    assert gateway.assistant.heard[-2:] == [NAMED, REDACTED]


@pytest.mark.parametrize(("hours", "is_secret"), [(23.9, False), (24.1, True)])
@pytest.mark.parametrize("asks", ["assistant", "caseworker"])
async def test_a_number_is_one_again_a_day_after_it_was_asked_for(
    gateway: Gateway, phone: Phone, asks: str, hours: float, is_secret: bool
) -> None:
    gateway.assistant.say = asking_for_a_number if asks == "assistant" else echo
    await phone.sends("agent taka nise")
    if asks == "caseworker":
        await gateway.sends_message(expects_reply=True)
        await gateway.settle()
    gateway.clock.advance(hours=hours)
    for words in (NAMED, "4821"):
        await gateway.post_twilio(INBOUND, twilio_form(Body=words))
    await gateway.settle()
    assert gateway.assistant.heard[-1] == (REDACTED if is_secret else "4821")


async def test_a_number_is_none_when_a_caseworker_asked(gateway: Gateway, phone: Phone) -> None:
    await phone.sends(NAMED)
    await gateway.sends_message(expects_reply=True)
    await gateway.settle()
    await phone.sends("1500")
    assert gateway.assistant.heard == [NAMED, "1500"]


@pytest.mark.parametrize(
    "number", ["1", "482", "48210934", "01712345678", "1965269250123", "1500 taka", "na 4821"]
)
async def test_a_number_is_none_that_is_something_else(
    gateway: Gateway, phone: Phone, number: str
) -> None:
    await phone.sends(NAMED)
    await phone.sends(number)
    assert gateway.assistant.heard == [NAMED, number]


@pytest.mark.parametrize("before", ["amar otp 993311", "amar nalish er code", "taka pai nai"])
async def test_a_number_is_none_after_anything_else(
    gateway: Gateway, phone: Phone, before: str
) -> None:
    await phone.sends(before)
    await phone.sends("4821")
    assert gateway.assistant.heard[1] == "4821"


async def test_a_number_is_none_after_something_between(gateway: Gateway, phone: Phone) -> None:
    for words in (NAMED, "taka pai nai", "4821"):
        await phone.sends(words)
    assert gateway.assistant.heard[2] == "4821"


async def test_a_number_is_none_minutes_later(gateway: Gateway, phone: Phone) -> None:
    await phone.sends(NAMED)
    gateway.clock.advance(minutes=5)
    await phone.sends("4821")
    assert gateway.assistant.heard == [NAMED, "4821"]


async def test_a_number_is_none_of_somebody_else(gateway: Gateway, phone: Phone) -> None:
    await phone.sends(NAMED)
    await gateway.phone("+8801812345678").sends("4821")
    assert gateway.assistant.heard == [NAMED, "4821"]


async def test_a_message_delivered_twice_names_it_once(gateway: Gateway, phone: Phone) -> None:
    await phone.sends(NAMED, MessageSid="SM1")
    await phone.sends("taka pai nai")
    await phone.sends(NAMED, MessageSid="SM1")
    await phone.sends("4821")
    assert gateway.assistant.heard == [NAMED, "taka pai nai", "4821"]
