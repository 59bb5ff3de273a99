"""What makes an example of nlu_data unfit to learn from, or to be measured on.

Every rule yields sentences that name the file and the line; no sentence, no fault.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from citizen_text.normalisation import fold, normalise

FEWEST_TO_LEARN_FROM = 120
FEWEST_TO_MEASURE_ON = 20
MOST_ALIKE = 0.1
_ALIKE = 0.8
_FEWEST_WORDS = 4
_ANNOTATION = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")
_NO_WORD = re.compile(r"[^\w\u0980-\u09fe]+")
_KEYS = {"text", "lang", "style", "intent", "entities"}
# Of the case endings those that are no part of any name; in Latin letters also set apart.
_LATIN_ENDINGS = ("r", "er", "e", "te", "ke", "re")
_ENDINGS = (
    *(fold(ending).text for ending in ("র", "ের", "রে", "ে", "য়", "তে", "কে")),
    *("y", *_LATIN_ENDINGS, *(f" {ending}" for ending in _LATIN_ENDINGS)),
)
_NAMES_WITH_SUCH_AN_END = frozenset({"june", "july", "natore", "jashore", "jessore"})


@dataclass(frozen=True)
class Contract:
    languages: frozenset[str]
    styles: frozenset[str]
    of_substance: frozenset[str]
    brief: frozenset[str]
    entities: frozenset[str]

    @property
    def intents(self) -> frozenset[str]:
        return self.of_substance | self.brief


@dataclass(frozen=True)
class Example:
    marked: str
    intent: str
    where: str
    spans: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """What two examples must not have in common."""
        return _folded(_ANNOTATION.sub(r"\1", self.marked))

    @property
    def without_slots(self) -> str:
        return _folded(_ANNOTATION.sub(r" \2 ", self.marked))


def _folded(text: str) -> str:
    """Letters and digits in one spelling; of a message of signs alone, the signs."""
    normal = normalise(text)
    return " ".join(_NO_WORD.sub(" ", normal).split()) or normal


def read_contract(path: Path) -> Contract:
    read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return Contract(
        languages=frozenset(read["languages"]),
        styles=frozenset(read["styles"]),
        of_substance=frozenset(read["intents"]["of_substance"]),
        brief=frozenset(read["intents"]["brief"]),
        entities=frozenset(read["entities"]),
    )


def read_training(folder: Path) -> list[Example]:
    return [
        Example(marked, intent, where, tuple((e, text) for text, e in _ANNOTATION.findall(marked)))
        for kind, intent, marked, where in _listed(folder)
        if kind == "intent"
    ]


def read_names(folder: Path) -> set[tuple[str, str]]:
    """Entities and names that the lookup tables hold."""
    return {
        (table.split(".")[0], fold(name).text)
        for kind, table, name, _ in _listed(folder)
        if kind == "lookup"
    }


def _listed(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(folder.rglob("*.yml")):
        file = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for block in dict(_pairs(file)).get("nlu", yaml.SequenceNode("", [])).value:
            (kind, name), (_, examples) = _pairs(block)
            lines = enumerate(examples.value.splitlines(), examples.start_mark.line + 2)
            for number, line in lines:
                if line.strip():
                    where = f"{path.name}:{number}"
                    yield kind, name.value, line.strip().removeprefix("- "), where


def _pairs(mapping: Any) -> list[tuple[str, Any]]:
    return [(key.value, value) for key, value in mapping.value]


def read_evaluation(path: Path) -> list[tuple[str, Any]]:
    """Where it stands and what it says; what is no JSON says nothing."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            rows.append((f"{path.name}:{number}", json.loads(line)))
        except json.JSONDecodeError:
            rows.append((f"{path.name}:{number}", None))
    return rows


def of_evaluation(rows: Iterable[tuple[str, Any]], contract: Contract) -> list[Example]:
    """The lines without a fault, as examples."""
    return [
        Example(
            row["text"],
            row["intent"],
            where,
            tuple((e["entity"], e["value_text"]) for e in row["entities"]),
        )
        for where, row in rows
        if not any(_faults(row, contract))
    ]


def too_few(examples: Sequence[Example], intents: Iterable[str], fewest: int) -> Iterator[str]:
    counted = Counter(example.intent for example in examples)
    for intent in sorted(intents):
        if counted[intent] < fewest:
            yield f"{intent}: {counted[intent]} examples, {fewest} are needed"


def said_twice(examples: Sequence[Example]) -> Iterator[str]:
    first: dict[str, Example] = {}
    for example in examples:
        earlier = first.setdefault(example.words, example)
        if earlier is not example:
            yield f"{example.where} says the same as {earlier.where}"


def leaked(training: Sequence[Example], evaluation: Sequence[Example]) -> Iterator[str]:
    learned = {example.words: example for example in training}
    for example in evaluation:
        if example.words in learned:
            yield f"{example.where} is learned from in {learned[example.words].where}"


def differ_in_a_slot(examples: Sequence[Example], intents: Iterable[str]) -> Iterator[str]:
    for intent, group in _grouped(examples, intents):
        alike: dict[str, list[Example]] = defaultdict(list)
        for example in group:
            alike[example.without_slots].append(example)
        twins = [pair for same in alike.values() for pair in combinations(same, 2)]
        yield from _share(intent, group, twins, "differ from another only in a slot")


def nearly_the_same(examples: Sequence[Example], intents: Iterable[str]) -> Iterator[str]:
    for intent, group in _grouped(examples, intents):
        read = [(e, e.without_slots.split(), _trigrams(e.words)) for e in group]
        twins = [
            (one, other)
            for (one, words, sounds), (other, other_words, other_sounds) in combinations(read, 2)
            if _one_word_apart(words, other_words) or _similarity(sounds, other_sounds) >= _ALIKE
        ]
        yield from _share(intent, group, twins, "are nearly the same as another")


def _grouped(
    examples: Sequence[Example], intents: Iterable[str]
) -> Iterator[tuple[str, list[Example]]]:
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[example.intent].append(example)
    return ((intent, groups[intent]) for intent in sorted(intents) if intent in groups)


def _share(
    intent: str, group: list[Example], twins: list[tuple[Example, Example]], fault: str
) -> Iterator[str]:
    alike = {example.where for pair in twins for example in pair}
    if len(alike) >= MOST_ALIKE * len(group):
        pairs = ", ".join(f"{one.where} and {other.where}" for one, other in twins)
        yield f"{intent}: {len(alike)} of {len(group)} examples {fault}: {pairs}"


def _one_word_apart(words: list[str], others: list[str]) -> bool:
    if len(words) != len(others) or len(words) < _FEWEST_WORDS:
        return False
    return sum(one != other for one, other in zip(words, others, strict=True)) <= 1


def _trigrams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def badly_annotated(examples: Sequence[Example], contract: Contract) -> Iterator[str]:
    for example in examples:
        if example.intent not in contract.intents:
            yield f"{example.where}: there is no intent {example.intent!r}"
        if re.search(r"[\[\]]", _ANNOTATION.sub("", example.marked)):
            yield f"{example.where}: a bracket of an annotation has no other half"
        for entity, text in example.spans:
            if entity not in contract.entities:
                yield f"{example.where}: there is no entity {entity!r}"
            if not text or text != text.strip():
                yield f"{example.where}: the span {text!r} is empty or has a space at its edge"


def with_an_ending(
    examples: Sequence[Example], names: set[tuple[str, str]] | frozenset[tuple[str, str]]
) -> Iterator[str]:
    """An ending is known by its word, which is a span or a name elsewhere."""
    known = names | {(entity, fold(text).text) for e in examples for entity, text in e.spans}
    for example in examples:
        for entity, text in example.spans:
            folded = fold(text).text
            stems = {folded.removesuffix(ending) for ending in _ENDINGS} - {folded}
            if folded not in _NAMES_WITH_SUCH_AN_END and any((entity, s) in known for s in stems):
                yield f"{example.where}: the span {text!r} holds a case ending"


def faults_of_evaluation(rows: Iterable[tuple[str, Any]], contract: Contract) -> Iterator[str]:
    for where, row in rows:
        for fault in _faults(row, contract):
            yield f"{where}: {fault}"


def _faults(row: Any, contract: Contract) -> Iterator[str]:
    if not isinstance(row, dict) or set(row) != _KEYS:
        yield f"no object with the keys {', '.join(sorted(_KEYS))}"
        return
    for key, allowed in (
        ("lang", contract.languages),
        ("style", contract.styles),
        ("intent", contract.intents),
    ):
        if row[key] not in allowed:
            yield f"there is no {key} {row[key]!r}"
    if not isinstance(row["text"], str) or not row["text"].strip():
        yield "there is no text"
    elif not isinstance(row["entities"], list):
        yield "the entities are no list"
    else:
        for entity in row["entities"]:
            yield from _faults_of_entity(entity, row["text"], contract)


def _faults_of_entity(entity: Any, text: str, contract: Contract) -> Iterator[str]:
    if not isinstance(entity, dict) or set(entity) != {"entity", "value_text"}:
        yield "an entity has the keys entity and value_text"
    elif entity["entity"] not in contract.entities:
        yield f"there is no entity {entity['entity']!r}"
    elif not str(entity["value_text"]).strip() or str(entity["value_text"]) not in text:
        yield f"the text does not hold {entity['value_text']!r}"
