"""The examples of nlu_data: enough, each its own, rightly marked, and never measured on."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from nalish.place import ROOT
from tests.house import language_examples as rules
from tests.house.language_examples import Contract, Example

DATA = ROOT / "nlu_data"
CONTRACT = rules.read_contract(DATA / "contract.yml")
TRAINING = rules.read_training(DATA / "nlu")
NAMES = rules.read_names(DATA / "lookups")
SETS = {path.name: rules.read_evaluation(path) for path in (DATA / "evaluation").glob("*.jsonl")}


def evaluation() -> list[Example]:
    return [example for rows in SETS.values() for example in rules.of_evaluation(rows, CONTRACT)]


def refuse(faults: Iterable[str]) -> None:
    """Every fault on a line of its own: pytest would show the first."""
    if said := "\n".join(faults):
        pytest.fail(said, pytrace=False)


class TestTheProductsOwn:
    def test_an_intent_of_substance_has_enough_examples(self) -> None:
        wanted = CONTRACT.of_substance
        refuse(rules.too_few(TRAINING, wanted, rules.FEWEST_TO_LEARN_FROM))

    def test_no_example_is_said_twice(self) -> None:
        refuse(rules.said_twice(TRAINING))

    def test_few_differ_from_another_only_in_a_slot(self) -> None:
        refuse(rules.differ_in_a_slot(TRAINING, CONTRACT.of_substance))

    def test_few_are_nearly_the_same(self) -> None:
        refuse(rules.nearly_the_same(TRAINING, CONTRACT.of_substance))

    def test_annotations_are_whole_and_name_what_there_is(self) -> None:
        refuse(rules.badly_annotated(TRAINING, CONTRACT))

    def test_spans_hold_no_case_ending(self) -> None:
        refuse(rules.with_an_ending([*TRAINING, *evaluation()], NAMES))

    @pytest.mark.parametrize("name", SETS)
    def test_an_evaluation_set_is_well_formed(self, name: str) -> None:
        refuse(rules.faults_of_evaluation(SETS[name], CONTRACT))

    def test_the_test_set_measures_every_intent(self) -> None:
        examples = rules.of_evaluation(SETS["test.jsonl"], CONTRACT)
        refuse(rules.too_few(examples, CONTRACT.intents, rules.FEWEST_TO_MEASURE_ON))

    def test_nothing_is_measured_that_was_learned(self) -> None:
        refuse(rules.leaked(TRAINING, evaluation()))

    def test_nothing_is_measured_twice(self) -> None:
        refuse(rules.said_twice(evaluation()))


FEW = Contract(
    languages=frozenset({"bn", "en"}),
    styles=frozenset({"standard"}),
    of_substance=frozenset({"report_bribe"}),
    brief=frozenset({"greet"}),
    entities=frozenset({"role", "amount", "place"}),
)
Learn = Callable[..., list[Example]]


@pytest.fixture
def learn(tmp_path: Path) -> Learn:
    """Examples of one intent, the first of them in line 5 of wishes.yml."""

    def write(*marked: str, intent: str = "report_bribe") -> list[Example]:
        lines = "".join(f"      - {each}\n" for each in marked)
        head = f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n'
        (tmp_path / "wishes.yml").write_text(head + lines, encoding="utf-8")
        return rules.read_training(tmp_path)

    return write


class TestWhatIsRefused:
    def test_too_few_examples_of_an_intent_and_none_at_all(self, learn: Learn) -> None:
        examples = learn("member taka chay")
        assert [*rules.too_few(examples, {"report_bribe", "report_death"}, 2)] == [
            "report_bribe: 1 examples, 2 are needed",
            "report_death: 0 examples, 2 are needed",
        ]
        assert [*rules.too_few(examples, {"report_bribe"}, 1)] == []

    @pytest.mark.parametrize(
        "again", ["[Member](role), taka chay!", "member  taka chaaaay", "member\u200d taka chay"]
    )
    def test_the_same_words_again_in_another_dress(self, learn: Learn, again: str) -> None:
        examples = learn("[member](role) taka chay", again)
        assert [*rules.said_twice(examples)] == ["wishes.yml:6 says the same as wishes.yml:5"]

    def test_digits_of_both_scripts_are_the_same(self, learn: Learn) -> None:
        assert [*rules.said_twice(learn("৫০০ টাকা চায়", "500 টাকা চায়"))]

    def test_signs_alone_are_told_apart(self, learn: Learn) -> None:
        assert [*rules.said_twice(learn("?!", "..."))] == []

    def test_examples_that_differ_only_in_a_slot(self, learn: Learn) -> None:
        examples = learn("[500 tk](amount) chay", "mas gele koto", "[dui hajar](amount) chay")
        [refusal] = rules.differ_in_a_slot(examples, {"report_bribe"})
        assert refusal == (
            "report_bribe: 2 of 3 examples differ from another only in a slot:"
            " wishes.yml:5 and wishes.yml:7"
        )
        assert [*rules.differ_in_a_slot(examples, {"greet"})] == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("amar kache ghush chay roj", "amar kache ghush chay keno"),
            ("chairman amar kache taka chaise", "chairman amar kachee taka chaise"),
        ],
    )
    def test_examples_that_are_nearly_the_same(self, learn: Learn, one: str, other: str) -> None:
        [refusal] = rules.nearly_the_same(learn(one, other), {"report_bribe"})
        assert "2 of 2 examples are nearly the same" in refusal

    def test_one_pair_among_many_is_let_pass(self, learn: Learn) -> None:
        others = [f"{chr(97 + n) * 2}x {chr(98 + n) * 2}y kotha" for n in range(20)]
        examples = learn("amar kache ghush chay roj", "amar kache ghush chay keno", *others)
        assert [*rules.nearly_the_same(examples, {"report_bribe"})] == []

    def test_what_is_learned_and_measured(self, learn: Learn) -> None:
        measured = rules.of_evaluation([("test.jsonl:3", line("Member taka chay?"))], FEW)
        assert [*rules.leaked(learn("[member](role) taka chay"), measured)] == [
            "test.jsonl:3 is learned from in wishes.yml:5"
        ]

    @pytest.mark.parametrize(
        ("marked", "words"),
        [
            ("[member](rol) chay", "there is no entity 'rol'"),
            ("[member(role) chay", "a bracket of an annotation has no other half"),
            ("member](role) chay", "a bracket of an annotation has no other half"),
            ("[member] (role) chay", "a bracket of an annotation has no other half"),
            ("[member](role chay", "a bracket of an annotation has no other half"),
            ("[](role) chay", "the span '' is empty or has a space at its edge"),
            ("[member ](role)chay", "the span 'member ' is empty or has a space at its edge"),
        ],
    )
    def test_a_broken_annotation(self, learn: Learn, marked: str, words: str) -> None:
        examples = learn("[member](role) chay", marked)
        assert [*rules.badly_annotated(examples, FEW)] == [f"wishes.yml:6: {words}"]

    def test_an_intent_that_does_not_exist(self, learn: Learn) -> None:
        examples = learn("slm", intent="great")
        assert [*rules.badly_annotated(examples, FEW)] == [
            "wishes.yml:5: there is no intent 'great'"
        ]

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("[মেম্বার](role)ে চায়", "[মেম্বারে](role) টাকা চায়"),
            ("[ঢাকা](place)য় থাকি", "[ঢাকায়](place) ঘুষ চায়"),
            ("[500 taka](amount) chay", "[500 takar](amount) kotha"),
            ("[Ulipur](place) e", "[ulipur e](place) ghush chay"),
        ],
    )
    def test_a_span_with_a_case_ending(self, learn: Learn, right: str, wrong: str) -> None:
        [refusal] = rules.with_an_ending(learn(right, wrong), frozenset())
        assert refusal.startswith("wishes.yml:6: the span")
        assert refusal.endswith("holds a case ending")

    def test_the_word_may_come_from_a_lookup_table(self, learn: Learn, tmp_path: Path) -> None:
        tables = tmp_path / "lookups"
        tables.mkdir()
        (tables / "roles.yml").write_text(
            'version: "3.1"\nnlu:\n  - lookup: role.member\n    examples: |\n      - membar\n'
        )
        names = rules.read_names(tables)
        assert [*rules.with_an_ending(learn("[membare](role) chay"), names)]
        assert [*rules.with_an_ending(learn("[membar](role)e chay"), names)] == []


def line(text: str = "[x]", **changes: Any) -> dict[str, Any]:
    bare = {"text": text, "lang": "en", "style": "standard", "intent": "greet", "entities": []}
    return bare | changes


class TestWhatAnEvaluationSetMustNotHold:
    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ([], ":2: no object with the keys"),
            ({"text": "hi", "lang": "en"}, ":2: no object with the keys"),
            (line("  "), ":2: there is no text"),
            (line(text=5), ":2: there is no text"),
            (line(entities={}), ":2: the entities are no list"),
            (line(entities=["role"]), ":2: an entity has the keys"),
            (line(lang="fr"), ":2: there is no lang 'fr'"),
            (line(style="rude"), ":2: there is no style 'rude'"),
            (line(intent="great"), ":2: there is no intent 'great'"),
            (line(entities=[{"entity": "role"}]), ":2: an entity has the keys"),
            (line(entities=[{"entity": "rol", "value_text": "x"}]), ":2: there is no entity 'rol'"),
            (line(entities=[{"entity": "role", "value_text": "y"}]), "the text does not hold 'y'"),
            (line(entities=[{"entity": "role", "value_text": " "}]), "the text does not hold ' '"),
        ],
    )
    def test_a_line_is_refused_by_its_number(self, tmp_path: Path, row: Any, words: str) -> None:
        file = tmp_path / "test.jsonl"
        file.write_text(f"{json.dumps(line())}\n{json.dumps(row)}\n", encoding="utf-8")
        [refusal] = rules.faults_of_evaluation(rules.read_evaluation(file), FEW)
        assert refusal.startswith("test.jsonl:2: ")
        assert words in refusal
        assert len(rules.of_evaluation(rules.read_evaluation(file), FEW)) == 1

    def test_what_is_no_json(self, tmp_path: Path) -> None:
        file = tmp_path / "test.jsonl"
        file.write_text("{nonsense\n", encoding="utf-8")
        [refusal] = rules.faults_of_evaluation(rules.read_evaluation(file), FEW)
        assert refusal.startswith("test.jsonl:1: no object")
