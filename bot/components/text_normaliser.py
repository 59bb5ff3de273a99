"""Gives every message its normal form and its phonetic key; the text itself stays as written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from citizen_text.ages import find_ages
from citizen_text.amounts import find_amounts
from citizen_text.normalisation import normalise
from citizen_text.periods import find_periods
from citizen_text.phonetic import phonetic_key, split_negations
from citizen_text.spans import Span, without_overlaps
from components.commands import in_own_words

NORMAL_TEXT = "normal_text"
PHONETIC_KEY = "phonetic_key"
_DIGIT = re.compile("[0-9]")
_ANY_DAY = date(2000, 1, 1)  # which months are meant does not matter here
_PERIOD, _AMOUNT, _AGE = "⓵⓶⓷"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class TextNormaliser(GraphComponent):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TextNormaliser":
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in in_own_words(messages):
            text = message.get(TEXT)
            message.set(NORMAL_TEXT, _digits_hidden(split_negations(normalise(_marked(text)))))
            message.set(PHONETIC_KEY, _digits_hidden(phonetic_key(text)))
        return messages


def _marked(text: str) -> str:
    """One sign for every month, sum or age: which one it is says nothing about the wish."""
    for span in reversed(without_overlaps(_values(text))):
        text = text[: span.start] + span.value + text[span.end :]
    return text


def _values(text: str) -> Iterator[Span[str]]:
    for sign, spans in (
        (_PERIOD, find_periods(text, _ANY_DAY)),
        (_AMOUNT, find_amounts(text)),
        (_AGE, find_ages(text)),
    ):
        yield from (Span(span.start, span.end, sign) for span in spans)


def _digits_hidden(text: str) -> str:
    """How many digits a number has says something about the wish, which digits says nothing."""
    return _DIGIT.sub("0", text)
