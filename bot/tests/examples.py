"""The contract's examples, which the other side tests against as well."""

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "tests" / "contract" / "examples"


def example(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return content
