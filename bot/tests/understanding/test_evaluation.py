import json
import os

import pytest

import evaluate as command
from evaluation import BadInput, Understood, evaluate, read_examples, summarise
from evaluation_table import as_table

GOOD = {"text": "slm", "lang": "bn-Latn", "style": "noisy", "intent": "greet", "entities": []}


@pytest.fixture
def written(tmp_path):
    def write(*lines):
        file = tmp_path / "examples.jsonl"
        file.write_text(
            "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines),
            encoding="utf-8",
        )
        return file

    return write


class TestReadExamples:
    def test_style_and_entities_may_be_missing(self, written):
        bare = {key: GOOD[key] for key in ("text", "lang", "intent")}
        [example] = read_examples(written(bare, "", "  "))
        assert example.style == "unknown"
        assert example.entities == frozenset()

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("{nonsense", "line 2 is not JSON"),
            ("[1, 2]", "line 2 is not an object"),
            ({**GOOD, "text": ""}, "line 2 needs a text in 'text'"),
            ({**GOOD, "text": 5}, "line 2 needs a text in 'text'"),
            ({**GOOD, "intent": None}, "line 2 needs a text in 'intent'"),
            ({**GOOD, "lang": "  "}, "line 2 needs a text in 'lang'"),
            ({**GOOD, "entities": {}}, "line 2: 'entities' is not a list"),
            ({**GOOD, "entities": ["x"]}, "line 2: an entity is not an object"),
            ({**GOOD, "entities": [{"entity": "nid"}]}, "line 2 needs a text in 'value_text'"),
        ],
    )
    def test_a_bad_line_is_refused_by_its_number(self, written, line, words):
        with pytest.raises(BadInput, match=words):
            read_examples(written(GOOD, line))

    def test_an_empty_or_missing_file_is_refused(self, written, tmp_path):
        with pytest.raises(BadInput, match="no lines"):
            read_examples(written(""))
        with pytest.raises(BadInput, match="cannot be read"):
            read_examples(tmp_path / "nowhere.jsonl")


class TestSummarise:
    @pytest.fixture
    def summary(self, written):
        amount = {"entity": "amount", "value_text": "500 tk"}
        examples = read_examples(
            written(
                GOOD,
                {**GOOD, "text": "500 tk", "intent": "inform", "entities": [amount]},
                {**GOOD, "text": "bribe", "lang": "en", "intent": "report_bribe"},
                {**GOOD, "text": "500 taka nai", "lang": "en", "intent": "greet"},
            )
        )
        answers = {
            "slm": Understood("greet", 1.0, frozenset()),
            "500 tk": Understood("inform", 0.66, frozenset({("amount", "500 tk")})),
            "bribe": Understood("nlu_fallback", 0.2, frozenset()),
            "500 taka nai": Understood("inform", 0.64, frozenset({("amount", "500 taka")})),
        }
        return summarise(evaluate(examples, answers.__getitem__))

    def test_counts_what_was_right(self, summary):
        assert (summary["n"], summary["intent_accuracy"]) == (4, 0.5)
        assert summary["by_lang"]["en"] == {"n": 2, "intent_accuracy": 0.0}
        assert summary["by_style"]["noisy"]["n"] == 4

    def test_an_intent_the_model_does_not_know_scores_nothing(self, summary):
        # greet 2/3, inform 2/3, report_bribe 0
        assert summary["intent_macro_f1"] == pytest.approx(0.4444)
        assert {"expected": "report_bribe", "predicted": "nlu_fallback", "count": 1} in summary[
            "confusions"
        ]

    def test_entities_count_by_their_exact_text(self, summary):
        assert summary["entity_precision"] == 0.5
        assert summary["entity_recall"] == 1.0
        assert summary["entity_f1"] == pytest.approx(0.6667)

        assert summary["by_entity"]["amount"] == {
            "n": 1,
            "precision": 0.5,
            "recall": 1.0,
            "f1": pytest.approx(0.6667),
        }

    def test_each_intent_is_counted_in_each_language(self, summary):
        greet = summary["by_intent"]["greet"]
        assert (greet["n"], greet["precision"], greet["recall"]) == (2, 1.0, 0.5)
        assert greet["by_lang"] == {
            "bn-Latn": {"n": 1, "intent_accuracy": 1.0},
            "en": {"n": 1, "intent_accuracy": 0.0},
        }
        assert summary["by_intent"]["inform"]["precision"] == 0.5

    def test_confidence_is_held_against_what_was_right(self, summary):
        """Sure and right; twice two thirds sure, once right; what was not understood: left out."""
        calibration = summary["calibration"]
        assert calibration["steps"] == [
            {"from": 0.6, "n": 2, "confidence": 0.65, "intent_accuracy": 0.5},
            {"from": 0.9, "n": 1, "confidence": 1.0, "intent_accuracy": 1.0},
        ]
        assert calibration["answered"] == 3
        assert calibration["error"] == 0.1

    def test_the_table_says_it_to_people(self, summary):
        table = [" ".join(line.split()) for line in as_table(summary).splitlines()]
        assert "intent accuracy 0.500" in table
        assert "intent n precision recall F1 bn-Latn en" in table
        assert "greet 2 1.000 0.500 0.667 1.000 0.000" in table
        assert "report_bribe 1 0.000 0.000 0.000 - 0.000" in table
        assert "amount 1 0.500 1.000 0.667" in table
        assert "0.6 2 0.650 0.500" in table
        assert "calibration error 0.100 over 3 answered" in table
        assert "1 report_bribe -> nlu_fallback" in table

    def test_nothing_expected_and_nothing_found_is_perfect(self, written):
        greeted = Understood("greet", 0.9, frozenset())
        summary = summarise(evaluate(read_examples(written(GOOD)), lambda text: greeted))
        assert summary["entity_f1"] == 1.0
        assert "no confusions" in as_table(summary)


class TestCommand:
    def test_bad_input_is_one_sentence_and_exit_code_two(self, written, capsys):
        assert command.main([str(written("{"))]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("line 1 is not JSON")

    def test_without_a_model_it_says_so(self, tmp_path):
        with pytest.raises(BadInput, match="no model yet"):
            command.model_to_measure(tmp_path / "nalish-1.tar.gz")

    def test_it_measures_the_model_of_the_present_inputs(self, tmp_path, capsys):
        wanted, newer = tmp_path / "nalish-1.tar.gz", tmp_path / "nalish-2.tar.gz"
        newer.touch()
        assert command.model_to_measure(wanted) == newer
        assert "other inputs" in capsys.readouterr().err
        wanted.touch()
        os.utime(wanted, (1, 1))
        assert command.model_to_measure(wanted) == wanted
