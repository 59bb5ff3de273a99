"""Whether to go on with what was interrupted by another wish, or was told beside it."""

from complaint.draft import draft_from
from complaint.telling import Telling
from components.reply import Conversation, Reply

OF_IDENTITY = {"case": "button_track_case", "entitlements": "button_own_allowance"}


class AsideReplies:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self.renders = {
            "utter_ask_aside": self.ask_aside,
            "utter_ask_heard_too": self.ask_heard_too,
        }
        self._say = {
            "call_form": _call,
            "complaint_form": self._complaint,
            "eligibility_form": _interview,
            "follow_up_form": _follow_up,
            "identity_form": _identity,
        }

    async def ask_aside(self, conversation: Conversation) -> Reply:
        text = self._say[conversation.slots["offered"]](conversation)
        options = [conversation.button("button_yes"), conversation.button("button_no")]
        return Reply("utter_ask_aside", text, options)

    async def ask_heard_too(self, conversation: Conversation) -> Reply:
        """What is sensitive is not named."""
        name = "utter_ask_heard_too"
        wish = conversation.slots["heard_too"]["intent"]["name"]
        complaint = self._telling.catalogue.wishes.get(wish)
        kinds = complaint.kinds.values() if complaint else ()
        if any(kind.is_sensitive for kind in kinds):
            text = conversation.say(f"{name}_unnamed")
        else:
            text = conversation.say(name, what=conversation.button(f"button_{wish}")["title"])
        options = [conversation.button("button_yes"), conversation.button("button_no")]
        return Reply(name, text, options)

    def _complaint(self, conversation: Conversation) -> str:
        """What is sensitive is not named."""
        draft = draft_from(conversation.slots["complaint"], self._telling.catalogue)
        kinds = (draft.kind and [draft.kind]) or draft.wish.kinds.values() if draft else ()
        if draft is None or any(kind.is_sensitive for kind in kinds):
            return conversation.say("utter_ask_resume_unnamed")
        complaint = conversation.button(f"button_{draft.wish.id}")["title"]
        return conversation.say("utter_ask_resume", complaint=complaint)


def _call(conversation: Conversation) -> str:
    return conversation.say("ask_aside_call")


def _interview(conversation: Conversation) -> str:
    return conversation.say("ask_aside_eligibility")


def _follow_up(conversation: Conversation) -> str:
    follow_up = conversation.slots["follow_up"] or {}
    return conversation.say(f"ask_aside_{follow_up.get('wish', 'update_case')}")


def _identity(conversation: Conversation) -> str:
    wish = str(conversation.slots["identity_wish"])
    what = conversation.button(OF_IDENTITY.get(wish, "button_check_payment"))["title"]
    return conversation.say("ask_aside_identity", what=what)
