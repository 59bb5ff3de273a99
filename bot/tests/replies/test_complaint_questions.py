"""Every question of a complaint with its options, as it goes out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from fake_case_manager import two_payments
from running import run

from citizen_text import sms
from complaint.catalogue import read_catalogue
from complaint.draft import Draft
from complaint.texts import read_telling
from components.complaint_replies import ComplaintReplies
from components.reply import Conversation, Reply
from turn import read_turn
from wording import LANGUAGES, read_wording

LONGEST_BANGLA = 3
MOST_OPTIONS = 15
TODAY = date(2026, 11, 23)
WORDING = read_wording()
TELLING = read_telling(WORDING)
LONGEST_FACTS = {
    "payment": "1",
    "programme": "primary_stipend",
    "since": "longer",
    "amount": 100_000,
    "place": {"code": "55499401", "words": "ধামশ্রেণী ইউনিয়ন, উলিপুর"},
    "destination": {"code": "55499401", "words": "ধামশ্রেণী ইউনিয়ন, উলিপুর"},
    "role": "social_worker",
    "provider": "bank_agent",
    "detail": "family_name",
    "wanted": "pay",
    "story": "told",
    "deceased": "told",
}


def drafts() -> Iterator[Draft]:
    """Of every kind, with the longest of everything that it may hold."""
    catalogue = read_catalogue()
    for wish in map(catalogue.wishes.get, sorted(catalogue.wishes)):
        for kind in wish.kinds.values():
            answers = {"kind": kind.id} | {name: LONGEST_FACTS[name] for name in kind.ask}
            draft = Draft(wish, answers=answers, payments=tuple(two_payments()))
            yield replace(draft, for_other="agreed", is_anonymous=True)


def conversation(language: str, draft: Draft) -> Conversation:
    turn = read_turn("c", {"metadata": {"language": language, "can_script": True}})
    return Conversation(turn, WORDING, {"complaint": draft.as_slot()}, True, {}, TODAY)


def asked(language: str, draft: Draft, name: str) -> Reply:
    replies = ComplaintReplies(TELLING)
    return run(replies.ask_complaint(conversation(language, replace(draft, asked=name))))


def as_sms(reply: Reply) -> str:
    numbered = [f"{n}. {button['title']}" for n, button in enumerate(reply.buttons, 1)]
    return "\n".join([reply.text, *numbered])


@pytest.mark.parametrize("draft", [*drafts()], ids=lambda draft: draft.kind.id)
class TestEveryKind:
    def test_fits_in_bangla_whatever_is_asked(self, draft: Draft) -> None:
        for name in (*draft.asks, "kind", "read_back", "change", "consent", "resume"):
            text = as_sms(asked("bn", draft, name))
            assert sms.measure(text).segments <= LONGEST_BANGLA, text

    @pytest.mark.parametrize("language", ["bn-Latn", "en"])
    def test_needs_no_script(self, draft: Draft, language: str) -> None:
        place = {"code": "55499401", "words": "Dhamsreni"}
        latin = draft.answer(place=place, destination=place)
        for name in (*draft.asks, "kind", "read_back", "change", "consent", "resume"):
            assert sms.encoding_of(as_sms(asked(language, latin, name))) == "GSM-7"

    def test_each_answer_has_a_digit(self, draft: Draft) -> None:
        for name in (*draft.asks, "kind", "read_back", "change", "consent", "resume"):
            titles = [button["title"] for button in asked("en", draft, name).buttons]
            assert 0 < len(titles) == len(set(titles)) <= MOST_OPTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_complaints_is_one_message(language: str) -> None:
    replies = ComplaintReplies(TELLING)
    reply = run(replies.complaints(conversation(language, next(drafts()))))
    assert sms.measure(as_sms(reply)).segments <= LONGEST_BANGLA
    offered = {button["payload"].removeprefix("/") for button in reply.buttons}
    assert offered == TELLING.catalogue.wishes.keys() - {"report_missing_payment"}
