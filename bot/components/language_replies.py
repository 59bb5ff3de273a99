"""The language that a citizen asks for, answered in that language."""

from collections.abc import Mapping, Reversible
from dataclasses import replace

from rasa.shared.core.events import BotUttered, Event, UserUttered

from components.reply import Conversation, Render, Reply
from wording import LANGUAGES


def language_replies() -> Mapping[str, Render]:
    return {"utter_change_language": change_language}


def language_just_chosen(events: Reversible[Event]) -> str | None:
    """What this turn's earlier answers told the gateway to set."""
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, BotUttered):
            commands = event.data.get("custom") or {}
            if "set_language" in commands:
                return str(commands["set_language"])
    return None


async def change_language(conversation: Conversation) -> Reply:
    """Without exactly one language named ("not English, Bangla") there are options to pick from."""
    entities = conversation.turn.entities
    named = {found["value"] for found in entities if found["entity"] == "language"}
    wanted = named.pop() if len(named) == 1 else None
    if wanted not in LANGUAGES:
        return conversation.reply("utter_ask_language")
    spoken = replace(conversation, turn=replace(conversation.turn, language=wanted))
    return replace(spoken.reply("utter_language_changed"), commands={"set_language": wanted})
