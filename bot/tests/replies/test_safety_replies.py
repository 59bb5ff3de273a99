"""What somebody in danger hears last: short, telling nothing, with numbers that answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from running import run

from citizen_text import sms
from complaint.texts import read_telling
from components.reply import Conversation, Reply
from components.safety_replies import SafetyReplies
from turn import read_turn
from wording import LANGUAGES, read_wording

WORDING = read_wording()
TELLING = read_telling(WORDING)
REPLIES = SafetyReplies(TELLING.helplines)
CONTACTS = [
    {"contact_safely": "sms"},
    {"contact_safely": "call"},
    {"contact_safely": "call", "call_time": "midday"},
    {"contact_safely": "no"},
]
KINDS = {
    name: kind
    for wish in TELLING.catalogue.wishes.values()
    for name, kind in wish.kinds.items()
    if wish.guarded
}


def conversation(language: str, channel: str = "sms", **values: Any) -> Conversation:
    told = {"language": language, "can_script": True, "channel": channel}
    case = {"reference": "48210934", "first_answer_on": "2026-09-24"}
    return Conversation(
        turn=read_turn("c", {"metadata": told}),
        wording=WORDING,
        slots={},
        is_in_form=False,
        values={**case, **values},
        today=date(2026, 9, 23),
    )


def opened(language: str, channel: str, contact: Mapping[str, str], kind: str) -> Reply:
    helplines = list(KINDS[kind].helplines)
    told = conversation(language, channel, contact=contact, helplines=helplines)
    return run(REPLIES.matter_opened(told))


SITUATIONS = [(channel, contact) for channel in ("sms", "ussd") for contact in CONTACTS]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("channel", "contact"), SITUATIONS)
class TestMatterOpened:
    def test_fits_three_parts(self, kind: str, channel: str, contact: dict[str, str]) -> None:
        assert sms.measure(opened("bn", channel, contact, kind).text).segments <= 3

    @pytest.mark.parametrize("language", ["bn-Latn", "en"])
    def test_needs_no_script(
        self, kind: str, channel: str, contact: dict[str, str], language: str
    ) -> None:
        assert sms.encoding_of(opened(language, channel, contact, kind).text) == "GSM-7"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_its_numbers_and_not_the_matter(
        self, kind: str, channel: str, contact: dict[str, str], language: str
    ) -> None:
        text = opened(language, channel, contact, kind).text
        digits = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
        for name in KINDS[kind].helplines:
            assert TELLING.helplines[name].number in text.translate(digits)
        assert WORDING.say(f"kind_{kind}", language) not in text

    def test_messages_are_to_be_deleted_where_none_may_be_read(
        self, kind: str, channel: str, contact: dict[str, str]
    ) -> None:
        is_said = "Delete these messages" in opened("en", channel, contact, kind).text
        assert is_said is (channel == "sms" and contact["contact_safely"] != "sms")


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_matter_without_numbers_those_for_danger_are_told(language: str) -> None:
    told = conversation(language, contact=CONTACTS[0], helplines=[])
    text = run(REPLIES.matter_opened(told)).text
    assert "999" in text.translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789"))


@pytest.mark.parametrize("language", LANGUAGES)
class TestNotNow:
    def test_only_bare_numbers_are_said(self, language: str) -> None:
        kept = run(REPLIES.matter_kept(conversation(language)))
        gone = run(REPLIES.come_back(conversation(language)))
        for reply in (kept, gone):
            assert sms.measure(reply.text).segments <= 2
            assert all(line.name[language] not in reply.text for line in TELLING.helplines.values())
            assert reply.commands == {"end_session": True}
