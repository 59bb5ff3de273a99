"""The questions about a case of one's own: it shows its number and its day, never its matter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components.reply import Conversation, Render, Reply
from wording import Button

QUESTIONS = {
    "this_case": "utter_ask_this_case",
    "which_case": "utter_ask_which_case",
    "sure": "utter_ask_sure",
    "more": "utter_ask_more",
    "reason": "utter_ask_reason",
}
_SCORES = range(1, 6)


def follow_up_replies() -> Mapping[str, Render]:
    return {
        "utter_ask_follow_up": ask_follow_up,
        "utter_ask_satisfaction": ask_satisfaction,
    }


async def ask_follow_up(conversation: Conversation) -> Reply:
    follow_up = conversation.slots["follow_up"]
    offered, asked = follow_up["offered"], follow_up["asked"]
    reference = conversation.reference(offered[0]["reference"])
    question = conversation.reply(QUESTIONS[asked], reference=reference)
    if asked != "which_case":
        return question
    return replace(question, buttons=[case_option(conversation, "inform", row) for row in offered])


async def ask_satisfaction(conversation: Conversation) -> Reply:
    reference = conversation.values["reference"]
    question = conversation.reply("utter_ask_satisfaction")
    return replace(question, buttons=[_score(conversation, n, reference) for n in _SCORES])


def case_option(conversation: Conversation, wish: str, row: Mapping[str, Any]) -> Button:
    shown = conversation.reference(row["reference"])
    return {
        "title": f"{shown}, {conversation.day_of(row['opened_on'])}",
        "payload": f'/{wish}{{"reference": "{row["reference"]}"}}',
    }


def button_about(conversation: Conversation, name: str, reference: str) -> Button:
    """An option that goes on about one case."""
    button = conversation.button(name)
    return {**button, "payload": f'{button["payload"]}{{"reference": "{reference}"}}'}


def _score(conversation: Conversation, score: int, reference: str) -> Button:
    return {
        "title": conversation.say(f"satisfaction_{score}"),
        "payload": f'/rate_case{{"score": "{score}", "reference": "{reference}"}}',
    }
