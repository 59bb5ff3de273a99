"""A worker's health check: `python beating.py FILE SECONDS` ends with 0 while the file is young."""

import sys
import time
from pathlib import Path

file, longest = Path(sys.argv[1]), float(sys.argv[2])
sys.exit(0 if file.exists() and time.time() - file.stat().st_mtime < longest else 1)
