from pathlib import Path

import pytest

from tests.ussd_gateway.channels.documented import examples
from ussd_gateway.channels.file import read_channels, variables_in

WITH_CHANNELS = [example for example in examples() if "[channels." in example]


@pytest.mark.parametrize("example", WITH_CHANNELS, ids=lambda example: example.split("]")[0])
def test_an_example_may_be_copied(tmp_path: Path, example: str) -> None:
    file = tmp_path / "channels.toml"
    file.write_text(example, "utf-8")
    found = read_channels([file], dict.fromkeys(variables_in([file]), "x" * 32))
    assert found.by_id
    assert found.problems == []
