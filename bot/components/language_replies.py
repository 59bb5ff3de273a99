"""The language that a citizen asks for, answered in that language."""

from collections.abc import Mapping
from dataclasses import replace

from components.reply import Conversation, Render, Reply
from wording import LANGUAGES


def language_replies() -> Mapping[str, Render]:
    return {"utter_change_language": change_language}


async def change_language(conversation: Conversation) -> Reply:
    """Without exactly one language named ("not English, Bangla") there are options to pick from."""
    entities = conversation.turn.entities
    named = {found["value"] for found in entities if found["entity"] == "language"}
    wanted = named.pop() if len(named) == 1 else None
    if wanted not in LANGUAGES:
        return conversation.reply("utter_ask_language")
    spoken = replace(conversation, turn=replace(conversation.turn, language=wanted))
    return replace(spoken.reply("utter_language_changed"), commands={"set_language": wanted})
