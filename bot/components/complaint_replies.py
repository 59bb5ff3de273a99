"""What people may complain of, and whatever a complaint that is being told asks next."""

from complaint.draft import draft_from
from complaint.telling import Telling
from components.reply import Conversation, Reply
from phrases import asides

OFFERED_BY_THE_MENU = "report_missing_payment"
OF_ANOTHER = "of_another"


class ComplaintReplies:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self.renders = {
            "utter_complaints": self.complaints,
            "utter_ask_complaint": self.ask_complaint,
            "utter_ask_birth_year": self.ask_birth_year,
            "utter_ask_identity_number": self.ask_identity_number,
            "utter_back_to_complaint": self.back_to_complaint,
            "utter_helpline": self.helpline,
            "utter_noted": self.noted,
        }

    async def complaints(self, conversation: Conversation) -> Reply:
        """All that the menu does not offer itself; how it goes for another, where that is asked."""
        if conversation.turn.is_written and asides.asks_for_another(conversation.turn.text):
            return conversation.reply("utter_for_another")
        wishes = [name for name in self._telling.catalogue.wishes if name != OFFERED_BY_THE_MENU]
        name = "utter_complaints"
        buttons = [conversation.button(f"button_{wish}") for wish in wishes]
        return Reply(name, conversation.say(name), buttons)

    async def ask_complaint(self, conversation: Conversation) -> Reply:
        draft = draft_from(conversation.slots["complaint"], self._telling.catalogue)
        if draft is None:
            raise LookupError("the form asks for a complaint that nobody tells")
        return self._telling.question_of(draft).ask(conversation, draft)

    async def ask_identity_number(self, conversation: Conversation) -> Reply:
        whose = OF_ANOTHER if _is_of_another(conversation) else conversation.slots["identity"]
        return conversation.reply(f"utter_ask_identity_number_{whose}")

    async def ask_birth_year(self, conversation: Conversation) -> Reply:
        whose = f"_{OF_ANOTHER}" if _is_of_another(conversation) else ""
        return conversation.reply(f"utter_ask_birth_year{whose}")

    async def back_to_complaint(self, conversation: Conversation) -> Reply:
        draft = draft_from(conversation.slots["complaint"], self._telling.catalogue)
        is_guarded = draft is not None and draft.is_guarded
        return conversation.reply(f"utter_back_to_{'matter' if is_guarded else 'complaint'}")

    async def helpline(self, conversation: Conversation) -> Reply:
        provider = conversation.say(f"provider_{conversation.values['provider']}")
        line = self._telling.helplines[conversation.values["provider"]]
        number = conversation.number(line.number)
        return conversation.reply("utter_helpline", provider=provider, number=number)

    async def noted(self, conversation: Conversation) -> Reply:
        """What was told beside the question that follows."""
        draft = draft_from(conversation.values["complaint"], self._telling.catalogue)
        if draft is None:
            raise LookupError("something is noted of a complaint that nobody tells")
        questions = (self._telling.questions[name] for name in conversation.values["facts"])
        facts = [question.fact(conversation, draft) for question in questions]
        said = ", ".join(filter(None, facts))
        return conversation.reply("utter_noted" if said else "utter_noted_unspoken", facts=said)


def _is_of_another(conversation: Conversation) -> bool:
    """A shared phone is asked for the end of a number, whoever of the family is meant."""
    state = conversation.slots["identity"]
    is_asked_for = state == "unknown_phone" and conversation.slots.get("identity_of") is not None
    return state == OF_ANOTHER or is_asked_for
