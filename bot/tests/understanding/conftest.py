from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.text_normaliser import TextNormaliser


class Shelf:
    """Where a component is made, trained and found again."""

    def __init__(self, folder: Path) -> None:
        self.storage: ModelStorage = LocalModelStorage.create(folder)
        self.context = ExecutionContext(GraphSchema({}), node_name="component")

    def create(self, component: Any, **config: Any) -> Any:
        settings = {**component.get_default_config(), **config}
        return component.create(settings, self.storage, Resource("component"), self.context)

    def load(self, component: Any, **config: Any) -> Any:
        settings = {**component.get_default_config(), **config}
        return component.load(settings, self.storage, Resource("component"), self.context)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def normalised(shelf: Shelf):
    normaliser = shelf.create(TextNormaliser)

    def normalise(*texts: str, **values: Any) -> list[Message]:
        return normaliser.process([Message({"text": text, **values}) for text in texts])

    return normalise


@pytest.fixture
def examples(normalised):
    def make(**texts_by_intent: list[str]) -> TrainingData:
        return TrainingData(
            [
                message
                for intent, texts in texts_by_intent.items()
                for message in normalised(*texts, intent=intent)
            ]
        )

    return make
