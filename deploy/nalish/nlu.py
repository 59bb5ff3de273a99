"""The language part measured on a file of labelled lines, in the assistant's own Python."""

import subprocess
from pathlib import Path

from nalish.environment import inherited
from nalish.programs import BOT, BOT_PYTHON
from nalish.refusals import Refusal


def evaluate(file: Path, *, as_json: bool) -> int:
    """The exit code of the evaluation, which prints its own result."""
    if not BOT_PYTHON.exists():
        raise Refusal("The assistant's environment is missing: run `make setup`.")
    command = [str(BOT_PYTHON), str(BOT / "evaluate.py"), str(file.resolve())]
    if as_json:
        command.append("--json")
    return subprocess.run(command, cwd=BOT, env=inherited(), check=False).returncode
