"""What is put together as it is said is measured here: cases to pick from, what to do next."""

from datetime import date

import pytest
from fake_case_manager import FakeCaseManager
from running import run

from case_manager_client import CaseManager
from citizen_text import sms
from components.case_replies import CaseReplies
from components.follow_up_replies import ask_follow_up, ask_satisfaction
from components.reply import Conversation, Reply
from follow_up import MOST_OFFERED, WISHES, FollowUp, OwnCase
from turn import read_turn
from wording import read_wording

LONGEST = {"bn": 3, "bn-Latn": 2, "en": 2}
LANGUAGES = pytest.mark.parametrize("language", LONGEST)


def conversation(language: str, **given: object) -> Conversation:
    metadata = {"language": language, "grant": "grant-of-1"}
    return Conversation(
        turn=read_turn("1", {"text": "/track_case", "metadata": metadata}),
        wording=read_wording(),
        slots=given,
        is_in_form=False,
        values={"reference": "48210934"},
        today=date(2026, 11, 23),
    )


def segments(reply: Reply) -> int:
    """With its options numbered below it, as the gateway sends it."""
    lines = [reply.text, *(f"{n}. {b['title']}" for n, b in enumerate(reply.buttons, 1))]
    return sms.measure("\n".join(lines)).segments


def told(language: str, *references: str, status: str = "new") -> Reply:
    case = {"category": "bribe", "status": status, "opened_on": "2026-09-23"}
    fake = FakeCaseManager(cases=dict.fromkeys(references, case))

    reply: Reply = run(CaseReplies(CaseManager(fake)).case_status(conversation(language)))
    return reply


@LANGUAGES
class TestFits:
    def test_more_cases_than_are_offered(self, language: str) -> None:
        reply = told(language, *(str(48210934 + n) for n in range(MOST_OFFERED + 3)))
        assert len(reply.buttons) == MOST_OFFERED
        assert segments(reply) <= LONGEST[language]

    @pytest.mark.parametrize(
        "status", ["new", "in_progress", "with_office", "waiting_for_citizen", "closed"]
    )
    def test_what_became_of_a_case(self, language: str, status: str) -> None:
        assert segments(told(language, "48210934", status=status)) <= LONGEST[language] - 1

    @pytest.mark.parametrize("wish", WISHES)
    def test_a_question_about_one(self, language: str, wish: str) -> None:
        case = OwnCase("48210934", "2026-09-23", is_open=wish != "appeal_case")
        slot = FollowUp(wish, (case,), "", says_enough=False).slot
        reply = run(ask_follow_up(conversation(language, follow_up=slot)))
        assert segments(reply) <= LONGEST[language]

    def test_how_it_was(self, language: str) -> None:
        assert segments(run(ask_satisfaction(conversation(language)))) <= LONGEST[language] - 1
