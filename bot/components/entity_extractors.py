"""Entities by rule: numbers, months and sums from citizen_text, names from the lookup tables."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from citizen_text.ages import find_ages
from citizen_text.amounts import find_amounts
from citizen_text.lookups import Lookup
from citizen_text.months import Period
from citizen_text.nids import find_nids
from citizen_text.normalisation import normalise
from citizen_text.periods import find_periods
from citizen_text.phones import find_phones
from citizen_text.places import Places
from citizen_text.references import find_references
from citizen_text.spans import Span
from components.commands import in_own_words

NOBODY = "nobody"
OF_THE_SAME_NAME = "others"
_FILE = "lookups.json"
_PLACE = "place"
_BANGLADESH = timezone(timedelta(hours=6))
Clock = Callable[[], date]
Finder = Callable[[str], list[Span[Any]]]


def local_date() -> date:
    return datetime.now(_BANGLADESH).date()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CitizenTextExtractor(EntityExtractorMixin, GraphComponent):
    """A lookup table named `programme.oaa` finds entities `programme` with the value `oaa`.

    What a table named `….nobody` finds only looks like a name and is no entity. The table `place`
    holds codes and names.
    """

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        lookups: dict[str, dict[str, list[str]]],
        clock: Clock = local_date,
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._use(lookups)
        self.clock = clock

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CitizenTextExtractor":
        return cls(model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CitizenTextExtractor":
        with model_storage.read_from(resource) as folder:
            lookups = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, lookups)

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned; the tables travel inside the model."""
        lookups = _by_entity(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(lookups), encoding="utf-8")
        self._use(lookups)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in in_own_words(messages):
            found = self.add_extractor_name([*self._entities(message.get(TEXT))])
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _use(self, lookups: dict[str, dict[str, list[str]]]) -> None:
        self._lookups = {e: Lookup(names) for e, names in lookups.items() if e != _PLACE}
        self._places = Places(lookups.get(_PLACE, {}).get("", []))

    def _entities(self, text: str) -> Iterator[dict[str, Any]]:
        taken: list[Span[Any]] = []
        for entity, find in self._finders():
            for span in find(text):
                if not any(span.overlaps(other) for other in taken):
                    taken.append(span)
                    if span.value != NOBODY:
                        yield _entity(entity, span)

    def _finders(self) -> Iterator[tuple[str, Finder]]:
        """In order: what an earlier finder took, a later one cannot read as something else."""
        for entity, lookup in self._lookups.items():
            yield entity, lookup.find
        yield "phone", find_phones
        yield "reference", find_references_of_cases
        yield "nid", find_nids
        yield "age", find_ages
        yield _PLACE, self._places.find_all
        yield "amount", find_amounts
        yield "period", lambda text: find_periods(text, self.clock())


def find_references_of_cases(text: str) -> list[Span[str]]:
    """Ten digits may be an identity card or a case; only the words beside them can tell."""
    found = find_references(text)
    certain = [reference for reference in found if len(reference.value) == _DIGITS_OF_TODAY]
    if certain == found:
        return found
    normal = normalise(text)
    return found if any(word in normal for word in _CASE_WORDS) else certain


_DIGITS_OF_TODAY = 8
_CASE_WORDS = (
    *("case", "complain", "complen", "reference", "ref ", "ovijog", "obhijog", "nalish", "token"),
    *("অভিযোগ", "নালিশ", "কেস", "রেফারেন্স", "টোকেন"),
)


def _by_entity(training_data: TrainingData) -> dict[str, dict[str, list[str]]]:
    lookups: dict[str, dict[str, list[str]]] = {}
    for table in training_data.lookup_tables:
        entity, _, value = table["name"].partition(".")
        lookups.setdefault(entity, {})[value] = list(table["elements"])
    return lookups


def _entity(entity: str, span: Span[Any]) -> dict[str, Any]:
    value, more = span.value, {}
    if isinstance(value, Period):
        value = {"from": value.first, "to": value.last}
    if entity == _PLACE:
        value, *others = value
        more = {OF_THE_SAME_NAME: others} if others else {}
    return {
        ENTITY_ATTRIBUTE_TYPE: entity,
        ENTITY_ATTRIBUTE_START: span.start,
        ENTITY_ATTRIBUTE_END: span.end,
        ENTITY_ATTRIBUTE_VALUE: value,
        **more,
    }
