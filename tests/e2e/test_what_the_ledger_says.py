"""Two lists are taken over, and each citizen who asks hears what the ledger says since then."""

from pathlib import Path

import pytest

from case_manager.vocabulary import PaymentStatus, ReturnReason
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
PEOPLE = "NID,Name,Sex,Year of birth,Area code,Programme,Enrolled on,Mobile\n"
PAYMENTS = "NID,Programme,Period,Amount,Status,Status date,Reason,Provider\n"


def person(row: int) -> tuple[str, str]:
    """The NID and the phone of whoever stands in this row."""
    return f"26{row:08d}", f"+88018199{row:05d}"


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
    phone = Phone(house, person(row)[1])
    phone.sends("when will my allowance money come?")
    heard = phone.hears()
    assert "Old Age Allowance, July-September 2026, 2,100 taka" in heard
    assert STATES[state] in heard
    _, reason = state
    assert [why for why, advice in ADVICE.items() if advice in heard] == [reason] * bool(reason)


def test_every_state_and_every_reason_is_asked_for() -> None:
    assert {status for status, _ in STATES} == set(PaymentStatus)
    assert {reason for _, reason in STATES if reason} == set(ReturnReason) == set(ADVICE)
