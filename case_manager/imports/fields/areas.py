"""Where somebody lives, by a code or by the names of district, upazila and union."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from case_manager.imports.fields.cells import Wrong, key, shown
from citizen_text.digits import to_latin
from citizen_text.phonetic import phonetic_key
from citizen_text.place_names import LEVELS

_DISTRICT, _UPAZILA, _UNION = 4, 6, 10
_MUNICIPALITY = frozenset(word for word, levels in LEVELS.items() if len(levels) > 1)
_FORMER_NAMES = {
    "barisal": "barishal",
    "bogra": "bogura",
    "chittagong": "chattogram",
    "comilla": "cumilla",
    "jessore": "jashore",
}


class NamedArea(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def name_en(self) -> str: ...

    @property
    def name_bn(self) -> str: ...


class Areas:
    """Names are compared as they are written and, where nothing is, as they sound."""

    def __init__(self, areas: Iterable[NamedArea]) -> None:
        self._codes: set[str] = set()
        self._named: dict[tuple[int, str], set[str]] = {}
        for area in areas:
            self._codes.add(area.code)
            for name in {*_spellings(area.name_en), *_spellings(area.name_bn)}:
                self._named.setdefault((len(area.code), name), set()).add(area.code)

    def by_code(self, written: str) -> str:
        """Of an upazila or a union."""
        code = to_latin(written).removesuffix(".0")
        if code not in self._codes:
            raise Wrong("unknown_area_code", value=shown(written))
        if len(code) < _UPAZILA:
            raise Wrong("area_too_wide", value=shown(written))
        return code

    def by_names(self, district: str, upazila: str, union: str) -> str:
        """Of a municipality, which is no union, its upazila."""
        if not upazila:
            raise Wrong("no_upazila")
        inside = self._one(_DISTRICT, "district", district, "") if district else ""
        inside = self._one(_UPAZILA, "upazila", upazila, inside)
        if not union or not _MUNICIPALITY.isdisjoint(key(union).split()):
            return inside
        return self._one(_UNION, "union", union, inside)

    def _one(self, length: int, field: str, name: str, inside: str) -> str:
        for spelling in _spellings(name):
            named = self._named.get((length, spelling), ())
            found = [code for code in named if code.startswith(inside)]
            if len(found) == 1:
                return found[0]
            if found:
                raise Wrong("several_areas", field=field, value=shown(name))
        raise Wrong(f"unknown_{field}", field=field, value=shown(name))


def _spellings(name: str) -> Iterator[str]:
    """Without the word that says what it is, Savar Upazila; then as it sounds."""
    said = [word for word in key(name).split() if word not in LEVELS]
    plain = " ".join(said)
    plain = _FORMER_NAMES.get(plain, plain)
    yield plain
    if sound := phonetic_key(plain):
        yield f"~{sound}"
