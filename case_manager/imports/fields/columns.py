"""The fields of a file and the columns they are in, guessed by the names that lists use."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from case_manager.imports.fields.cells import key
from case_manager.imports.refusals import FileRefused
from case_manager.vocabulary import ImportKind

CONSTANT = "="
_OF_ONE_FILE = frozenset({"period", "period_from", "period_to", "status", "status_on", "amount"})


ColumnNames = Mapping[str, str]
"""The column of each field; `=oaa` is one value for every row."""

_ONE_OF_EACH = {
    ImportKind.PAYMENTS: (
        ("nid", "birth_registration", "beneficiary_id"),
        ("programme",),
        ("period", "period_from"),
        ("period", "period_to"),
        ("amount",),
        ("status",),
        ("status_on",),
        ("provider", "wallet"),
    ),
    ImportKind.BENEFICIARIES: (
        ("nid", "birth_registration", "beneficiary_id"),
        ("name_en", "name_bn"),
        ("sex",),
        ("birth_on", "birth_year"),
        ("upazila", "area_code"),
        ("programme",),
    ),
}


@cache
def _names() -> Mapping[ImportKind, Mapping[str, Sequence[str]]]:
    """Of each field: as the field itself is called, and as lists call it."""
    text = (files("case_manager") / "imports" / "fields" / "columns.yaml").read_text("utf-8")
    return {
        ImportKind(kind): {field: [key(field), *map(key, names)] for field, names in fields.items()}
        for kind, fields in yaml.load(text, yaml.CSafeLoader).items()
    }


def fields_of(kind: ImportKind) -> Sequence[str]:
    """In the order in which they are shown."""
    return list(_names()[kind])


@cache
def known_names() -> frozenset[str]:
    return frozenset(
        name for fields in _names().values() for names in fields.values() for name in names
    )


@cache
def names_of(field: str) -> frozenset[str]:
    """Of that field in either kind of list."""
    return frozenset(name for fields in _names().values() for name in fields.get(field, ()))


def guess(kind: ImportKind, columns: Sequence[str]) -> ColumnNames:
    """The best-known name of each field that is there; no column is two fields."""
    written = {key(name): name for name in reversed(columns)}
    guessed: dict[str, str] = {}
    for field, names in _names()[kind].items():
        for name in names:
            if name in written:
                guessed[field] = written.pop(name)
                break
    return guessed


def check_mapping(kind: ImportKind, mapping: ColumnNames, columns: Sequence[str]) -> None:
    """Raises FileRefused where fields have no column that it cannot do without: it names all."""
    for field, column in mapping.items():
        if field not in _names()[kind]:
            raise FileRefused("unknown_field", field=field)
        if column not in columns and not column.startswith(CONSTANT):
            raise FileRefused("unknown_column", column=column)
    missing = [fields for fields in _ONE_OF_EACH[kind] if mapping.keys().isdisjoint(fields)]
    if missing:
        raise FileRefused("field_missing", fields=";".join(map(",".join, missing)))


def lasting(mapping: ColumnNames) -> ColumnNames:
    """What holds for the next file too: one period, state or amount for every row does not."""
    return {
        field: column
        for field, column in mapping.items()
        if field not in _OF_ONE_FILE or not column.startswith(CONSTANT)
    }


def columns_in(mapping: ColumnNames) -> frozenset[str]:
    return frozenset(name for name in mapping.values() if not name.startswith(CONSTANT))
