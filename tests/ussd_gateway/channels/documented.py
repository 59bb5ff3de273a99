"""The examples of docs/channels.md, as an operator would copy them."""

import re
from pathlib import Path

_FILE = Path(__file__).parents[3] / "docs" / "channels.md"
_EXAMPLE = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def examples() -> list[str]:
    return _EXAMPLE.findall(_FILE.read_text("utf-8"))


def documented(channel: str) -> str:
    [example] = [each for each in examples() if f"[channels.{channel}]\n" in each]
    return example
