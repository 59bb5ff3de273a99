"""Runs a command with a Valkey of its own at REDIS_URL, unless that is set already.

For the assistant's tests, whose Python has no wheel of it.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from nalish.engines import start_valkey


def main() -> int:
    if os.environ.get("REDIS_URL"):
        return subprocess.run(sys.argv[1:], check=False).returncode
    with tempfile.TemporaryDirectory(prefix="nalish-tests-") as folder:
        valkey = start_valkey(Path(folder), durable=False)
        try:
            environment = os.environ | {"REDIS_URL": valkey.url}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
        finally:
            valkey.stop()


if __name__ == "__main__":
    raise SystemExit(main())
