"""The questions of a form that show what the complaint holds so far."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from case_manager_client import Payment, payment_from
from components.payment_replies import described
from components.reply import Conversation, Render, Reply
from wording import Button

OFFERED_MONTHS = 4


def complaint_replies() -> Mapping[str, Render]:
    return {
        "utter_ask_identity_number": ask_identity_number,
        "utter_ask_payment_choice": ask_payment_choice,
        "utter_ask_missing_since": ask_missing_since,
        "utter_ask_confirmed": ask_confirmed,
    }


async def ask_identity_number(conversation: Conversation) -> Reply:
    return conversation.reply(f"utter_ask_identity_number_{conversation.slots['identity']}")


async def ask_payment_choice(conversation: Conversation) -> Reply:
    offered = _offered(conversation)
    buttons = [_option(conversation, number, offered) for number in range(1, len(offered) + 1)]
    buttons.append(conversation.button("button_another_payment"))
    name = "utter_ask_payment_choice"
    return Reply(name, conversation.say(name), buttons)


async def ask_missing_since(conversation: Conversation) -> Reply:
    """Offers months that are over: money for the present one is not late yet."""
    question = conversation.reply("utter_ask_missing_since")
    months = [*_months_before(conversation.today)]
    return replace(
        question, buttons=[*(_month(conversation, m) for m in months), *question.buttons]
    )


async def ask_confirmed(conversation: Conversation) -> Reply:
    return conversation.reply("utter_ask_confirmed", complaint=_complaint(conversation))


def _offered(conversation: Conversation) -> list[Payment]:
    return [payment_from(row) for row in conversation.slots.get("payments") or ()]


def _option(conversation: Conversation, number: int, offered: list[Payment]) -> Button:
    """The programme is named where the person has several."""
    is_one_programme = len({payment.programme for payment in offered}) == 1
    name = "payment_option" if is_one_programme else "payment_option_with_programme"
    return {
        "title": conversation.say(name, **described(conversation, offered[number - 1])),
        "payload": f'/inform{{"payment_choice": "{number}"}}',
    }


def _months_before(today: date) -> Iterator[str]:
    first = today.replace(day=1)
    for _ in range(OFFERED_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first.isoformat()[:7]


def _month(conversation: Conversation, month: str) -> Button:
    payload = f'/inform{{"missing_since": "{month}"}}'
    return {"title": conversation.month(month), "payload": payload}


def _complaint(conversation: Conversation) -> str:
    since = conversation.slots.get("missing_since") or "unknown"
    month = "" if since in _WITHOUT_PAYMENT else conversation.month(since)
    choice = conversation.slots.get("payment_choice")
    if choice in (None, "other"):
        return conversation.say(_WITHOUT_PAYMENT.get(since, "complaint_since"), month=month)
    payment = _offered(conversation)[int(choice) - 1]
    is_its_own = since == payment.period_from.isoformat()[:7]
    about = _ABOUT_PAYMENT.get("unknown" if is_its_own else since, "complaint_about_payment_since")
    return conversation.say(about, **described(conversation, payment), month=month)


_WITHOUT_PAYMENT = {"unknown": "complaint_without_month", "longer": "complaint_for_long"}
_ABOUT_PAYMENT = {"unknown": "complaint_about_payment", "longer": "complaint_about_payment_longer"}
