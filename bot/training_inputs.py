"""Which files make the model, and the name that their content gives it."""

import hashlib
import importlib.metadata
import inspect
from collections.abc import Iterator
from pathlib import Path

import citizen_text

BOT = Path(__file__).parent
NLU_DATA = BOT.parent / "nlu_data"
MODELS = BOT / "models"
TRAINING_DATA = tuple(NLU_DATA / name for name in ("nlu", "rules", "stories", "lookups"))
_READ_AT_RUN_TIME = frozenset(
    {
        "action_endpoint.py",
        "actions.py",
        "application_replies.py",
        "aside_replies.py",
        "call_replies.py",
        "case_replies.py",
        "complaint_replies.py",
        "context.py",
        "eligibility_replies.py",
        "elsewhere_replies.py",
        "entitlement_replies.py",
        "follow_up_replies.py",
        "gateway_channel.py",
        "gateway_messages.py",
        "language_replies.py",
        "locked_records.py",
        "next_step_replies.py",
        "one_store.py",
        "payment_replies.py",
        "planned_runner.py",
        "processor.py",
        "redis_connection.py",
        "replies.py",
        "reply.py",
        "rule_policy.py",
        "safety_replies.py",
        "service_replies.py",
        "spoken_turns.py",
        "tracker.py",
        "tracker_store.py",
    }
)


def model_path() -> Path:
    """The model of the present inputs, trained or not."""
    digest = hashlib.sha256()
    for package in ("rasa", "scikit-learn"):
        digest.update(importlib.metadata.version(package).encode())
    for root, path in files():
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return MODELS / f"nalish-{digest.hexdigest()[:16]}.tar.gz"


def files() -> Iterator[tuple[Path, Path]]:
    citizen_text_folder = Path(inspect.getfile(citizen_text)).parent
    yield BOT, BOT / "config.yml"
    for path in _source(BOT / "components"):
        if path.name not in _READ_AT_RUN_TIME:
            yield BOT, path
    for path in sorted((BOT / "domain").rglob("*.yml")):
        yield BOT, path
    for path in _source(citizen_text_folder):
        yield citizen_text_folder, path
    for folder in TRAINING_DATA:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield NLU_DATA, path


def _source(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))
