"""Gives every message its normal form and its phonetic key; the text itself stays as written."""

import re
from typing import Any

from citizen_text.normalisation import normalise
from citizen_text.phonetic import phonetic_key, split_negations
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.commands import in_own_words

NORMAL_TEXT = "normal_text"
PHONETIC_KEY = "phonetic_key"
_DIGIT = re.compile("[0-9]")


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
            message.set(NORMAL_TEXT, _without_values(split_negations(normalise(text))))
            message.set(PHONETIC_KEY, _without_values(phonetic_key(text)))
        return messages


def _without_values(text: str) -> str:
    """How many digits a number has says something about the wish, which digits says nothing."""
    return _DIGIT.sub("0", text)
