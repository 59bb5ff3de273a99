"""Kannel for the test of its channel: Debian's packages, whose extras hold the fake SMSC.

`python -m nalish.kannel` makes sure that it is there.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from nalish.browser import Machine

THIS_MACHINE = Machine()
PROGRAMS: Mapping[str, str] = {
    "bearerbox": "/usr/sbin/bearerbox",
    "smsbox": "/usr/sbin/smsbox",
    "fakesmsc": "/usr/lib/kannel/test/fakesmsc",
}
DEBIAN = (
    ("apt-get", "update"),
    ("apt-get", "install", "-y", "--no-install-recommends", "kannel", "kannel-extras"),
)
HOW_TO_GET_IT = (
    "Debian's packages `kannel` and `kannel-extras` have it: install them, or run "
    "`python -m nalish.kannel` as root where apt-get reaches them."
)


def missing_programs(places: Mapping[str, str] = PROGRAMS) -> list[str]:
    return [name for name, path in places.items() if not Path(path).exists()]


def main(machine: Machine = THIS_MACHINE, places: Mapping[str, str] = PROGRAMS) -> int:
    if not missing_programs(places):
        return 0
    if machine.which("apt-get") and machine.is_root:
        print("• Kannel for its channel's test …", flush=True)
        if all(map(machine.succeeds, DEBIAN)) and not missing_programs(places):
            return 0
    print(
        f"There is no {' and no '.join(missing_programs(places))}. {HOW_TO_GET_IT}", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
