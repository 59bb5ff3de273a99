"""Multiplies the examples when the assistant is trained: each is learned misspelt as well."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from citizen_text.scripts import detect_language
from components.commands import in_own_words
from components.misspelling import Rule, misspell, rules_of_spelling, rules_of_typing

WEIGHT_OF_COPY = "weight_of_copy"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Augmentation(GraphComponent):
    """One copy of each example is spelled otherwise and one is badly typed. A copy depends on its
    own text and the seed alone; what no rule changes has none. Messages of citizens pass by.
    """

    def __init__(self, weight: float, seed: int) -> None:
        self._weight = weight
        self._seed = seed

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"weight": 0.15, "seed": 1}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Augmentation":
        return cls(config["weight"], config["seed"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = in_own_words(training_data.intent_examples)
        copies = [copy for example in examples for copy in self._copies(example)]
        return training_data.merge(TrainingData(copies))

    def process(self, messages: list[Message]) -> list[Message]:
        return messages

    def _copies(self, example: Message) -> Iterator[Message]:
        text = example.get(TEXT)
        language = detect_language(text)
        random = Random(f"{self._seed} {text}")  # noqa: S311 - errors, no secrets
        for rules in (rules_of_spelling(language), rules_of_typing(language)):
            copy = self._copy(example, rules, random)
            if copy.get(TEXT) != text:
                yield copy

    def _copy(self, example: Message, rules: Sequence[Rule], random: Random) -> Message:
        entities = example.get(ENTITIES, [])
        spans = [(e[ENTITY_ATTRIBUTE_START], e[ENTITY_ATTRIBUTE_END]) for e in entities]
        text, moved = misspell(example.get(TEXT), rules, spans, random)
        return Message(
            {
                TEXT: text,
                INTENT: example.get(INTENT),
                ENTITIES: [
                    entity
                    | {
                        ENTITY_ATTRIBUTE_START: start,
                        ENTITY_ATTRIBUTE_END: end,
                        ENTITY_ATTRIBUTE_VALUE: text[start:end],
                    }
                    for entity, (start, end) in zip(entities, moved, strict=True)
                ],
                WEIGHT_OF_COPY: self._weight,
            }
        )
