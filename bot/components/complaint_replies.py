"""The questions of a form that show what the complaint holds so far."""

from collections.abc import Mapping

from case_manager_client import Payment, payment_from
from components.payment_replies import described
from components.reply import Conversation, Render, Reply
from wording import Button


def complaint_replies() -> Mapping[str, Render]:
    return {
        "utter_ask_identity_number": ask_identity_number,
        "utter_ask_payment_choice": ask_payment_choice,
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


def _complaint(conversation: Conversation) -> str:
    since = conversation.slots.get("missing_since")
    month = "" if since in (None, "unknown") else conversation.month(since)
    choice = conversation.slots.get("payment_choice")
    if choice in (None, "other"):
        name = "complaint_since" if month else "complaint_without_month"
        return conversation.say(name, month=month)
    payment = _offered(conversation)[int(choice) - 1]
    is_longer = since != payment.period_from.isoformat()[:7]
    name = "complaint_about_payment_since" if is_longer else "complaint_about_payment"
    return conversation.say(name, **described(conversation, payment), month=month)
