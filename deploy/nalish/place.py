"""Where the project lies and where its state is kept, from whatever folder `nalish` is called."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def state_dir() -> Path:
    """Others may pass through it, as the embedded PostgreSQL must under root; what is in it may not
    be read by them.
    """
    given = os.environ.get("NALISH_STATE_DIR")
    folder = Path(given).expanduser().resolve() if given else ROOT / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_private(path: Path, text: str) -> None:
    """All of it or nothing, and readable by the owner alone from the first moment."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    beside.replace(path)
