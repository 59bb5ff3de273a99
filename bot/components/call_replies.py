"""When somebody is called back: asked, and told from when on."""

from datetime import date, time

from citizen_text import dates
from complaint.telling import Telling
from components.case_replies import filed
from components.reply import Conversation, Reply
from wording import Button


class CallReplies:
    def __init__(self, telling: Telling) -> None:
        self._times = telling.catalogue.choices["call_time"].values
        self.renders = {
            "utter_ask_call_back": self.ask_call_back,
            "utter_call_back_at": self.call_back_at,
            "utter_call_back_closed": self.call_back_closed,
            "utter_call_back_on": self.call_back_on,
            "utter_call_back_instead": self.call_back_instead,
        }

    async def ask_call_back(self, conversation: Conversation) -> Reply:
        name = "utter_ask_call_back"
        options = [_option(conversation, each) for each in self._times]
        return Reply(name, conversation.say(name), options)

    async def call_back_at(self, conversation: Conversation) -> Reply:
        """Within the office's hours."""
        wished = conversation.say(f"call_at_{conversation.values['call_time']}")
        return filed(conversation, "utter_call_back_at", call_time=wished)

    async def call_back_closed(self, conversation: Conversation) -> Reply:
        return _from(conversation, "utter_call_back_closed")

    async def call_back_on(self, conversation: Conversation) -> Reply:
        return _from(conversation, "utter_call_back_on")

    async def call_back_instead(self, conversation: Conversation) -> Reply:
        why = conversation.say(f"call_not_then_{conversation.values['why_not_then']}")
        return _from(conversation, "utter_call_back_instead", why=why)


def _from(conversation: Conversation, name: str, **values: str) -> Reply:
    on = date.fromisoformat(conversation.values["call_on"])
    after = time.fromisoformat(conversation.values["call_after"])
    return filed(
        conversation,
        name,
        call_on=dates.with_weekday(on, conversation.language),
        call_after=dates.hour_in_words(after, conversation.language),
        **values,
    )


def _option(conversation: Conversation, time: str) -> Button:
    title = conversation.say(f"call_time_{time}")
    return {"title": title, "payload": f'/inform{{"call_time": "{time}"}}'}
