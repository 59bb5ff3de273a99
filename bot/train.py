"""`python train.py` (in bot/): trains the model, or says that it is there already."""

import os
import sys
import time
import warnings
from pathlib import Path

from training_inputs import BOT, MODELS, TRAINING_DATA, model_path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main() -> int:
    path = model_path()
    if path.exists():
        print(f"model {path.name} is up to date")
        return 0
    print(f"training {path.name} ...", flush=True)
    started = time.monotonic()
    if not train(path.name, MODELS):
        print("training failed", file=sys.stderr)
        return 1
    _remove_others(path.name)
    print(f"model {path.name} trained in {time.monotonic() - started:.0f} s")
    return 0


def train(name: str, folder: Path) -> bool:
    import rasa.model_training

    import logs

    logs.configure()
    # Rasa looks for texts in the domain (ours stand in texts/*.yml), and for slots it fills itself
    warnings.filterwarnings("ignore", message="Action 'utter_|Slot auto-fill")
    # our own components read the entities and lookup tables that Rasa thinks nobody uses
    warnings.filterwarnings("ignore", message="You have defined training data consisting of")
    result = rasa.model_training.train(
        domain=str(BOT / "domain"),
        config=str(BOT / "config.yml"),
        training_files=[str(folder) for folder in TRAINING_DATA if folder.exists()],
        output=str(folder),
        fixed_model_name=name,
        force_training=True,  # Rasa's cache does not see a change of citizen_text
    )
    return result.code == 0 and result.model is not None


def _remove_others(name: str) -> None:
    for path in MODELS.glob("nalish-*.tar.gz"):
        if path.name != name:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
