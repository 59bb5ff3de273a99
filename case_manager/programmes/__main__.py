"""`python -m case_manager.programmes`: whether the catalogue's files are in order."""

import sys

from case_manager.programmes.reading import CatalogueRefused, read_catalogue


def main() -> int:
    try:
        catalogue = read_catalogue()
    except CatalogueRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{len(catalogue.programmes)} programmes and {len(catalogue.facts)} facts in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
