"""Where to go for what Nalish does not decide."""

from collections.abc import Mapping

from complaint.helplines import Helpline
from components.reply import Conversation, Render, Reply

_TOPICS = ("house", "relief", "hunger", "office_phone")


def elsewhere_replies(helplines: Mapping[str, Helpline]) -> Mapping[str, Render]:
    """The government's line is named with its number, where one is known."""
    line = helplines.get("government")

    def of(name: str) -> Render:
        async def render(conversation: Conversation) -> Reply:
            reply = conversation.reply(name)
            if line is None:
                return reply
            number = conversation.say("government_line", number=conversation.number(line.number))
            return Reply(name, f"{reply.text} {number}", reply.buttons)

        return render

    return {name: of(name) for name in (f"utter_about_{topic}" for topic in _TOPICS)}
