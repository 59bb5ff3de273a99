"""Two lists are taken over, and each citizen who asks by SMS hears what the ledger says since then:
by words and by the digits of the options, without a call.
"""

import re
from pathlib import Path

import pytest
import yaml

from case_manager.vocabulary import PaymentStatus, ReturnReason
from nalish.place import ROOT
from tests.e2e.house import House, Phone

pytestmark = [pytest.mark.assistant, pytest.mark.running]

ADVICE = {
    ReturnReason.PIN_INACTIVE: "Set your PIN yourself",
    ReturnReason.NID_MISMATCH: "whose SIM is on your own NID",
    ReturnReason.ACCOUNT_CLOSED: "The account is closed",
    ReturnReason.WRONG_NUMBER: "The number is wrong",
    ReturnReason.SIM_CHANGED_OFF: "Put the SIM of your allowance in the phone",
    ReturnReason.OTP_FRAUD: "Change your PIN now",
    ReturnReason.MARKED_DEAD: "to have your record checked",
    ReturnReason.NOT_MIGRATED: "Open an account on your own NID",
    ReturnReason.DUPLICATE_NID: "Your NID or number is listed twice",
    ReturnReason.NOT_IN_PAYROLL: "Your name is not on this list",
    ReturnReason.LIMIT_OR_TECH: "Take out the money in your account",
}
STATES = {
    (PaymentStatus.SCHEDULED, None): "not sent yet, it will come through Nagad",
    (PaymentStatus.APPROVED, None): "approved on 20 October 2026",
    (PaymentStatus.SENT, None): "sent through Nagad on 20 October 2026",
    (PaymentStatus.CREDITED, None): "paid through Nagad on 20 October 2026",
    (PaymentStatus.REISSUED, None): "ordered again on 20 October 2026",
    (PaymentStatus.ON_HOLD, ReturnReason.NOT_IN_PAYROLL): "on hold",
    **{(PaymentStatus.RETURNED, reason): "came back from Nagad" for reason in ReturnReason},
}
TEXTS = yaml.safe_load((ROOT / "bot" / "texts" / "payments.yml").read_text("utf-8"))
ASKED = {
    "bn-Latn": ("amar vatar taka kobe ashbe?", "2,100 taka"),
    "bn": ("আমার ভাতার টাকা কবে আসবে?", "২,১০০ টাকা"),
}
GAP = re.compile(r"\{[^{}]*\}")
APPLICATIONS = [
    ("বয়স্ক ভাতার আবেদন কীভাবে করব?", "সমাজসেবা অফিস", "কী কাগজ লাগে", "এনআইডি"),
    ("bidhoba vatar abedon kivabe korbo?", "somajseba office", "Ki kagoj lage", "NID"),
    ("how do I apply for the mother and child benefit?", "Digital Centre", None, "papers: NID"),
]
PEOPLE = "NID,Name,Sex,Year of birth,Area code,Programme,Enrolled on,Mobile\n"
PAYMENTS = "NID,Programme,Period,Amount,Status,Status date,Reason,Provider\n"


def person(row: int) -> tuple[str, str]:
    """The NID and the phone of whoever stands in this row."""
    return f"26{row:08d}", f"+88018199{row:05d}"


def phone_of(house: House, row: int) -> Phone:
    """What was heard on it before is over."""
    _, number = person(row)
    return Phone(house, number, heard=len(house.sent_to(number)))


@pytest.fixture(scope="module")
def lists_taken_over(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    people, payments = PEOPLE, PAYMENTS
    for row, (status, reason) in enumerate(STATES):
        nid, phone = person(row)
        people += f"{nid},Jorina Khatun,female,1952,302614,oaa,2020-07-01,{phone}\n"
        payments += f"{nid},oaa,Jul-Sep 2026,2100,{status},2026-10-20,{reason or ''},nagad\n"
    folder: Path = tmp_path_factory.mktemp("lists")
    for kind, content in (("beneficiaries", people), ("payments", payments)):
        (folder / kind).with_suffix(".csv").write_text(content)
        told = house.nalish("import", kind, str((folder / kind).with_suffix(".csv")))
        assert f"{len(STATES)} new" in told


@pytest.mark.parametrize(("state", "row"), [(state, row) for row, state in enumerate(STATES)])
def test_a_citizen_hears_the_state_and_what_to_do(
    house: House,
    lists_taken_over: None,
    state: tuple[PaymentStatus, ReturnReason | None],
    row: int,
) -> None:
    phone = phone_of(house, row)
    phone.sends("when will my allowance money come?")
    heard = phone.hears()
    assert "Old Age Allowance, July-September 2026, 2,100 taka" in heard
    assert STATES[state] in heard
    _, reason = state
    assert [why for why, advice in ADVICE.items() if advice in heard] == [reason] * bool(reason)


def picked(heard: str, words: str) -> str:
    """The digits before these words, as they stand in the message."""
    found = re.search(rf"^([0-9০-৯]+)\. .*{words}", heard, re.MULTILINE)
    assert found, f"{words} is not offered: {heard}"
    return found[1]


def said_of(status: PaymentStatus, reason: ReturnReason | None, language: str) -> list[str]:
    """What no fact stands in, of the state and of what to do about it."""
    state = TEXTS[f"payment_{status}"][language].partition(":")[2]
    advice = [TEXTS[f"advice_{reason}"][language]] if reason else []
    return [piece.strip() for piece in GAP.split(state) if piece.strip(" ,.।")] + advice


@pytest.mark.parametrize(("state", "row"), [(state, row) for row, state in enumerate(STATES)])
def test_each_state_and_reason_is_told_in_bangla_and_banglish(
    house: House,
    lists_taken_over: None,
    state: tuple[PaymentStatus, ReturnReason | None],
    row: int,
) -> None:
    phone = phone_of(house, row)
    for language, (asks, amount) in ASKED.items():
        phone.sends(asks)
        heard = phone.hears(amount)
        assert [each for each in said_of(*state, language) if each not in heard] == []


def test_money_that_came_back_is_complained_of_by_digits(
    house: House, lists_taken_over: None
) -> None:
    row = next(row for row, (_, reason) in enumerate(STATES) if reason)
    phone = phone_of(house, row)
    phone.sends(ASKED["bn"][0])
    phone.sends(picked(phone.hears(ASKED["bn"][1]), "টাকা পাইনি"))
    phone.sends(picked(phone.hears("কোন কিস্তি"), "২,১০০"))
    phone.sends(picked(phone.hears("ঠিক আছে?"), "হ্যাঁ, পাঠান"))
    phone.hears("আপনার নালিশ জমা হয়েছে")


@pytest.mark.parametrize(("asks", "office", "option", "paper"), APPLICATIONS)
def test_how_to_apply_and_with_which_papers(
    house: House, number: str, asks: str, office: str, option: str | None, paper: str
) -> None:
    phone = Phone(house, number)
    phone.sends(asks)
    heard = phone.hears(office)
    if option is not None:  # else there was room for the papers
        phone.sends(picked(heard, option))
        heard = phone.hears()
    assert paper in heard


def test_every_state_and_every_reason_is_asked_for() -> None:
    assert {status for status, _ in STATES} == set(PaymentStatus)
    assert {reason for _, reason in STATES if reason} == set(ReturnReason) == set(ADVICE)
