"""Where to go for what Nalish does not decide."""

from collections.abc import Mapping

from complaint.helplines import Helpline
from components.reply import Conversation, Render, Reply

_TOPICS = ("house", "relief", "hunger", "food_asked", "office_phone", "office_place", "message")
_OF_AN_OFFICE = ("utter_about_office_phone", "utter_about_office_place")


def elsewhere_replies(helplines: Mapping[str, Helpline]) -> Mapping[str, Render]:
    """The government's line is named with its number, where one is known, and a person offered."""
    line = helplines.get("government")

    def of(name: str) -> Render:
        async def render(conversation: Conversation) -> Reply:
            reply = conversation.reply(name)
            provider = helplines.get(conversation.turn.entity("provider") or "")
            if provider is not None and name in _OF_AN_OFFICE:
                return _line_of(conversation, reply, provider)
            told = [reply.text]
            if line is not None:
                number = conversation.number(line.number)
                told.append(conversation.say("government_line", number=number))
            if reply.buttons and conversation.wording.picked_by_yes(name):
                told.append(conversation.say("offer_a_person"))
            return Reply(name, " ".join(told), reply.buttons)

        return render

    return {name: of(name) for name in (f"utter_about_{topic}" for topic in _TOPICS)}


def _line_of(conversation: Conversation, reply: Reply, provider: Helpline) -> Reply:
    """Whoever pays is reached by a number that we know."""
    name, number = provider.name[conversation.language], conversation.number(provider.number)
    text = conversation.say("utter_helpline", provider=name, number=number)
    return Reply("utter_helpline", text, reply.buttons)
