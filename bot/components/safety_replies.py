"""What somebody in danger hears last: where their matter is, how they hear of it, whom to ring.

Nothing of it says what the matter is about: others may hold the phone.
"""

from collections.abc import Iterable, Mapping

from complaint.helplines import Helpline
from components.reply import Conversation, Reply


class SafetyReplies:
    def __init__(self, helplines: Mapping[str, Helpline]) -> None:
        self._helplines = helplines
        self._in_danger = [line for line in helplines.values() if line.is_in_danger]
        self.renders = {
            "utter_matter_opened": self.matter_opened,
            "utter_matter_kept": self.matter_kept,
            "utter_come_back": self.come_back,
        }

    async def matter_opened(self, conversation: Conversation) -> Reply:
        contact = conversation.values["contact"]
        way, time = contact.get("contact_safely", "sms"), contact.get("call_time")
        name = f"matter_{way}_at" if time else f"matter_{way}"
        told = [
            conversation.say(
                name,
                **_of_case(conversation),
                call_time=conversation.say(f"call_at_{time}") if time else "",
            ),
            self._numbers(conversation),
        ]
        if way != "sms" and conversation.turn.channel == "sms":
            told.append(conversation.say("delete_messages"))
        return conversation.reply("utter_matter_opened", told=" ".join(told))

    async def matter_kept(self, conversation: Conversation) -> Reply:
        values = {**_of_case(conversation), "numbers": self._bare(conversation)}
        return conversation.reply("utter_matter_kept", **values)

    async def come_back(self, conversation: Conversation) -> Reply:
        return conversation.reply("utter_come_back", numbers=self._bare(conversation))

    def _numbers(self, conversation: Conversation) -> str:
        """With who answers, and when where that is not always."""
        named = [self._helplines[name] for name in conversation.values["helplines"]]
        lines = named or self._in_danger
        return conversation.say("numbers", numbers=_listed(_line(conversation, at) for at in lines))

    def _bare(self, conversation: Conversation) -> str:
        return _listed(conversation.number(line.number) for line in self._in_danger)


def _of_case(conversation: Conversation) -> dict[str, str]:
    return {
        "reference": conversation.reference(conversation.values["reference"]),
        "first_answer_on": conversation.day_of(conversation.values["first_answer_on"]),
    }


def _line(conversation: Conversation, line: Helpline) -> str:
    language = conversation.language
    number = f"{line.name[language]} {conversation.number(line.number)}"
    return f"{number} ({line.when[language]})" if line.when else number


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(numbers)
