"""Where the money is, as the case manager knows it now."""

from case_manager_client import CaseManager, IdentityLocked, IdentityRequired, Payment
from components.reply import Conversation, Reply

SHOWN_PAYMENTS = 2


class PaymentReplies:
    def __init__(self, case_manager: CaseManager) -> None:
        self._case_manager = case_manager
        self.renders = {"utter_payments": self.payments}

    async def payments(self, conversation: Conversation) -> Reply:
        try:
            payments = await self._case_manager.payments(conversation.turn)
        except IdentityRequired:
            return conversation.reply("utter_identity_first")
        except IdentityLocked:
            return conversation.reply("utter_identity_locked")
        if not payments:
            return conversation.reply("utter_no_payments")
        shown = payments[:SHOWN_PAYMENTS]
        lines = " ".join(payment_line(conversation, payment) for payment in shown)
        in_trouble = any(payment.status != "credited" for payment in shown)
        name = "utter_payments_with_trouble" if in_trouble else "utter_payments"
        return conversation.reply(name, payments=lines)


def payment_line(conversation: Conversation, payment: Payment) -> str:
    return conversation.say(
        f"payment_{payment.status}",
        **described(conversation, payment),
        date=conversation.day(payment.status_on),
    )


def described(conversation: Conversation, payment: Payment) -> dict[str, str]:
    return {
        "programme": payment.programme_name[conversation.language],
        "period": conversation.period(payment.period_from, payment.period_to),
        "amount": conversation.taka(payment.amount_paisa),
    }
