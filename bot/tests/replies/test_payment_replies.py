"""Every state of a payment and every reason for it, as it goes out: with its options, in time."""

from datetime import date
from typing import Any

import pytest
from fake_case_manager import OAA, payment
from running import run

from case_manager_client import Ledger, payment_from
from citizen_text import sms
from components.payment_replies import PaymentReplies
from components.reply import Conversation, Reply
from phrases.people import People
from turn import read_turn
from wording import LANGUAGES, read_wording

LONGEST_BANGLA = 3
WORDING = read_wording()
REASONS = sorted(n.removeprefix("advice_") for n in WORDING.texts if n.startswith("advice_"))
LONG_NAME = {
    "bn": "প্রতিবন্ধী শিক্ষা উপবৃত্তি",
    "bn-Latn": "protibondhi shikkha upobritti",
    "en": "Stipend for Students with Disabilities",
}


class Register:
    def __init__(self, rows: list[dict[str, Any]], is_heard: bool) -> None:
        self._rows = rows
        self.is_heard = is_heard

    async def ledger(self, turn: object) -> Ledger:
        return Ledger([payment_from(row) for row in self._rows], self.is_heard)


def said(language: str, *rows: dict[str, Any], is_heard: bool = True, **entities: str) -> Reply:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    metadata = {"language": language, "can_script": True}
    turn = read_turn("c", {"metadata": metadata, "entities": found})
    talk = Conversation(turn, WORDING, {}, False, {}, date(2026, 11, 23))
    return run(PaymentReplies(Register(list(rows), is_heard), People(), {}).payments(talk))  # type: ignore[arg-type]


def of(programme: str, status: str = "credited", reason: str | None = None) -> dict[str, Any]:
    row = payment(1, "2026-07-01", "2026-09-30", "2026-09-12", status=status, reason=reason)
    named = {"programme": programme, "programme_name": LONG_NAME, "amount_paisa": 1_250_000}
    return {**row, **named, "provider": "bank_agent"}


def coming(programme: str) -> dict[str, Any]:
    later = {"period_from": "2026-10-01", "period_to": "2026-12-31"}
    return {**of(programme, "scheduled"), **later}


def as_sms(reply: Reply) -> str:
    numbered = [f"{n}. {button['title']}" for n, button in enumerate(reply.buttons, 1)]
    return "\n".join([reply.text, *numbered])


class TestOfOneProgramme:
    @pytest.mark.parametrize("reason", REASONS)
    @pytest.mark.parametrize("status", ["returned", "on_hold", "credited"])
    def test_says_what_to_do_and_fits(self, status: str, reason: str) -> None:
        for language in LANGUAGES:
            reply = said(language, coming("oaa"), of("oaa", status, reason))
            assert WORDING.say(f"advice_{reason}", language) in reply.text
            assert reply.buttons[0]["payload"] == "/report_missing_payment"
            assert sms.measure(as_sms(reply)).segments <= LONGEST_BANGLA

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_the_provider_and_what_comes_next(self, language: str) -> None:
        reply = said(language, coming("oaa"), of("oaa"))
        assert WORDING.say("provider_bank_agent", language) in reply.text
        assert {"bn": "পরের কিস্তি", "bn-Latn": "Porer kisti", "en": "Next payment"}[
            language
        ] in reply.text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_another_system_names_its_day(self, language: str) -> None:
        heard = {"bn": "এ খবর", "bn-Latn": "E khobor", "en": "As of"}[language]
        assert heard not in said(language, of("oaa")).text
        for reason in (None, *REASONS):
            row = of("oaa", "returned" if reason else "credited", reason)
            reply = said(language, {**row, "heard_on": "2026-11-20"})
            assert sms.measure(as_sms(reply)).segments <= LONGEST_BANGLA
        assert heard in said(language, {**of("oaa"), "heard_on": "2026-11-20"}).text

    def test_that_nobody_could_tell_of_is_not_none(self) -> None:
        assert "cannot get the account" in said("en", is_heard=False).text
        assert "no payments in your name" in said("en").text

    def test_a_reason_of_tomorrow_is_no_mistake(self) -> None:
        assert "on hold" in said("en", of("oaa", "on_hold", "NEW_REASON")).text

    def test_an_unknown_provider_is_the_own_account(self) -> None:
        assert "your account" in said("en", {**of("oaa"), "provider": "post_office"}).text

    def test_what_was_due_before_the_last_one_is_not_the_next(self) -> None:
        older = {"period_from": "2026-01-01", "period_to": "2026-03-31"}
        reply = said("en", of("oaa"), {**of("oaa", "scheduled"), **older})
        assert "Next:" not in reply.text


class TestOfSeveralProgrammes:
    def test_tells_of_each_and_offers_more_by_digits(self) -> None:
        reply = said("en", of("oaa", "returned", "PIN_INACTIVE"), of("wda"))
        assert "came back on 12 September 2026" in reply.text
        assert "paid on 12 September 2026" in reply.text
        assert [button["payload"] for button in reply.buttons] == [
            '/check_payment{"programme": "oaa"}',
            '/check_payment{"programme": "wda"}',
            "/ask_menu",
            '/check_payment{"whose": "other"}',
        ]

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("reason", REASONS)
    def test_says_what_to_do_about_the_one_that_failed(self, language: str, reason: str) -> None:
        failed = {**of("oaa", "returned", reason), "programme_name": OAA}
        reply = said(language, failed, {**of("wda"), "programme_name": OAA})
        assert WORDING.say(f"advice_{reason}", language) in reply.text
        assert sms.measure(as_sms(reply)).segments <= LONGEST_BANGLA

    def test_of_two_that_failed_what_there_is_room_for(self) -> None:
        failed = [
            {**of("oaa", "returned", "WRONG_NUMBER"), "programme_name": OAA},
            {**of("wda", "on_hold", "NOT_MIGRATED"), "programme_name": OAA},
        ]
        assert "The number is wrong" in said("en", *failed).text
        assert "Open an account" in said("en", *failed).text
        reply = said("bn", *failed)
        assert "নম্বর ভুল" in reply.text
        assert sms.measure(as_sms(reply)).segments <= LONGEST_BANGLA

    def test_of_many_asks_which(self) -> None:
        reply = said("bn", *map(of, ("oaa", "wda", "dis", "vwb", "egpp")))
        assert reply.text == WORDING.say("utter_payments_of_which", "bn")
        assert len(reply.buttons) == 7

    def test_tells_of_the_one_that_was_named(self) -> None:
        reply = said("en", of("oaa", "returned", "PIN_INACTIVE"), of("wda"), programme="oaa")
        assert "Set your PIN yourself" in reply.text
