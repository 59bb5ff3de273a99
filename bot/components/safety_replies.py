"""What somebody in danger hears last: where their matter is, how they hear of it, whom to ring.

Nothing of it says what the matter is about: others may hold the phone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from complaint.helplines import Helpline
from components.reply import Conversation, Reply
from phrases.spoken_of import CASE, SpokenOf


class SafetyReplies:
    def __init__(self, helplines: Mapping[str, Helpline]) -> None:
        self._helplines = helplines
        self._in_danger = [line for line in helplines.values() if line.is_in_danger]
        in_despair = [line for line in helplines.values() if line.is_in_despair]
        self._in_despair = in_despair or self._in_danger
        self.renders = {
            "utter_matter_opened": self.matter_opened,
            "utter_matter_kept": self.matter_kept,
            "utter_matter_added_to": self.matter_added_to,
            "utter_come_back": self.come_back,
            "utter_not_alone": self.not_alone,
            "utter_still_not_alone": self.still_not_alone,
        }

    async def matter_opened(self, conversation: Conversation) -> Reply:
        contact = conversation.values["contact"]
        way, time = contact.get("contact_safely", "sms"), contact.get("call_time")
        name = f"matter_{way}_at" if time else f"matter_{way}"
        said = conversation.say(
            name,
            **_of_case(conversation),
            call_time=conversation.say(f"call_at_{time}") if time else "",
            where=conversation.say("where_number_told") if contact.get("ring_at") else "",
        )
        is_to_be_deleted = way != "sms" and conversation.turn.channel == "sms"
        more = [conversation.say("delete_messages")] if is_to_be_deleted else []
        told = " ".join([said, self._numbers(conversation, _line), *more])
        in_short = " ".join([said, self._numbers(conversation, _number), *more])
        return replace(
            conversation.reply("utter_matter_opened", told=told),
            in_short=in_short,
            about=_guarded(conversation),
        )

    async def matter_kept(self, conversation: Conversation) -> Reply:
        values = {**_of_case(conversation), "numbers": self._bare(conversation)}
        kept = conversation.reply("utter_matter_kept", **values)
        return replace(kept, about=_guarded(conversation))

    async def matter_added_to(self, conversation: Conversation) -> Reply:
        reference = conversation.reference(conversation.values["reference"])
        added = conversation.reply(
            "utter_matter_added_to", reference=reference, numbers=self._bare(conversation)
        )
        return replace(added, about=_guarded(conversation))

    async def come_back(self, conversation: Conversation) -> Reply:
        return conversation.reply("utter_come_back", numbers=self._bare(conversation))

    async def not_alone(self, conversation: Conversation) -> Reply:
        """Whom to ring comes first."""
        is_called = conversation.values["contact"].get("contact_safely") != "no"
        said = conversation.reply(
            "utter_not_alone",
            numbers=self._for_despair(conversation),
            then=conversation.say(
                "not_alone_called" if is_called else "not_alone_uncalled",
                reference=conversation.reference(conversation.values["reference"]),
            ),
        )
        return replace(said, about=_guarded(conversation))

    async def still_not_alone(self, conversation: Conversation) -> Reply:
        numbers = self._for_despair(conversation)
        said = conversation.reply("utter_still_not_alone", numbers=numbers)
        return replace(said, about=_guarded(conversation))

    def _for_despair(self, conversation: Conversation) -> str:
        return _listed(_line(conversation, line) for line in self._in_despair)

    def _numbers(self, conversation: Conversation, say: Callable[..., str]) -> str:
        named = [self._helplines[name] for name in conversation.values["helplines"]]
        lines = named or self._in_danger
        return conversation.say("numbers", numbers=_listed(say(conversation, at) for at in lines))

    def _bare(self, conversation: Conversation) -> str:
        return _listed(_number(conversation, line) for line in self._in_danger)


def _guarded(conversation: Conversation) -> SpokenOf:
    return SpokenOf(CASE, reference=conversation.values["reference"], is_guarded=True)


def _of_case(conversation: Conversation) -> dict[str, str]:
    return {
        "reference": conversation.reference(conversation.values["reference"]),
        "first_answer_on": conversation.day_of(conversation.values["first_answer_on"]),
    }


def _number(conversation: Conversation, line: Helpline) -> str:
    return conversation.number(line.number)


def _line(conversation: Conversation, line: Helpline) -> str:
    """With who answers, and when where that is not always."""
    language = conversation.language
    number = f"{line.name[language]} {_number(conversation, line)}"
    return f"{number} ({line.when[language]})" if line.when else number


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(numbers)
