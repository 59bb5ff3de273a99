"""What somebody can do themselves about what they complain of, and whom to ring."""

from rasa_sdk.executor import CollectingDispatcher

from actions.base import TurnAction
from case_manager_client import Payment
from complaint.draft import Draft
from components.payment_replies import MENDED_BY_PROVIDER

OF_ADVICE = ("how", "why", "what_now")  # the questions of asides.yml that it answers


class AdvisingAction(TurnAction):
    def tell_helpline(self, dispatcher: CollectingDispatcher, draft: Draft) -> None:
        if draft.wish.says_first:
            self.ring(dispatcher, draft.known("provider"))

    def ring(self, dispatcher: CollectingDispatcher, provider: str | None) -> None:
        if provider in self.telling.helplines:
            dispatcher.utter_message(response="utter_helpline", provider=provider)

    def tell_reason(
        self, dispatcher: CollectingDispatcher, before: Payment | None, told: Draft
    ) -> bool:
        """What to do about the payment that was named just now and did not come; False where its
        reason is not known.
        """
        payment = told.payment
        advice = f"advice_{payment.reason}" if payment else ""
        if payment is None or payment == before or advice not in self.wording.texts:
            return False
        dispatcher.utter_message(response=advice)
        return True

    def advised_again(self, dispatcher: CollectingDispatcher, draft: Draft) -> bool:
        """With whom to ring, for who asks; False where nothing is known."""
        payment = draft.payment
        if payment is None or not self.tell_reason(dispatcher, None, draft):
            return False
        if payment.reason in MENDED_BY_PROVIDER:
            self.ring(dispatcher, payment.provider)
        return True
