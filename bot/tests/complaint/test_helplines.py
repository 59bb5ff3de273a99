"""helplines.yml, or the file that stands for it, is refused in words before anything starts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from complaint.catalogue import UnusableCatalogue
from complaint.helplines import HELPLINES, read_helplines

Change = Callable[[dict[str, Any]], None]


def written(folder: Path, content: Any) -> Path:
    path = folder / "ours.yml"
    YAML(typ="safe").dump(content, path)
    return path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c["police"].update(number=999), "police: the number is not three to eleven"),
        (lambda c: c["police"].update(number="nine"), "police: the number is not three to eleven"),
        (lambda c: c["police"].pop("sources"), "police needs answers, hours"),
        (lambda c: c.update(police="999"), "police needs answers, hours"),
        (lambda c: c["police"].update(fax="1"), "police: fax is no field"),
        (lambda c: c["police"]["name"].pop("bn"), "police: name is not there in bn"),
        (lambda c: c["police"]["name"].update(en="পুলিশ"), "police: name is not there in bn"),
        (lambda c: c["police"].update(hours="daily"), "police: hours are neither always"),
        (lambda c: c["legal_aid"]["hours"].update(to="25:00"), "legal_aid: hours are neither"),
        (lambda c: c["legal_aid"]["hours"].update(days=["day"]), "legal_aid: hours are neither"),
        (lambda c: c["legal_aid"].pop("when"), "legal_aid: what does not always answer"),
        (lambda c: c["police"].update(languages=["fr"]), "police: languages are bn, en"),
        (lambda c: c["police"].update(sources=["a friend"]), "police: a source is no address"),
        (lambda c: [row.pop("in_danger", None) for row in c.values()], "no number is told"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: Change, sentence: str) -> None:
    content = YAML(typ="safe").load(HELPLINES)
    change(content)
    with pytest.raises(UnusableCatalogue, match=sentence):
        read_helplines(written(tmp_path, content))


@pytest.mark.parametrize("text", ["", "- 999", "a: [", "\x00"])
def test_no_helplines_are_refused_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(text)
    with pytest.raises(UnusableCatalogue):
        read_helplines(path)


def test_so_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableCatalogue, match="cannot be read"):
        read_helplines(tmp_path / "nowhere.yml")


def test_a_deployments_own_numbers_are_told(tmp_path: Path) -> None:
    content = YAML(typ="safe").load(HELPLINES)
    content["police"]["number"] = "01711000000"
    assert read_helplines(written(tmp_path, content))["police"].number == "01711000000"
