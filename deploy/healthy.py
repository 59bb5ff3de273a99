"""A container's health check: `python healthy.py URL` ends with 0 when the address answers."""

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=4) as answer:
    sys.exit(0 if answer.status < 400 else 1)
