"""The numbers that people are found by: one spelling for each, sealed and hashed under its kind."""

from case_manager.kit.keys import Keys
from case_manager.vocabulary import IdentifierKind

IDENTIFYING = (
    IdentifierKind.NID,
    IdentifierKind.BIRTH_REGISTRATION,
    IdentifierKind.BENEFICIARY_ID,
)
_OLD_NID = 13


def canonical(kind: IdentifierKind, text: str) -> str:
    """A NID of 17 digits is that of 13 with a year in front; a birth registration needs its year.

    Phones and wallets come as `+8801…`.
    """
    if kind is IdentifierKind.NID:
        return text[-_OLD_NID:]
    return text.upper() if kind is IdentifierKind.BENEFICIARY_ID else text


def place(kind: IdentifierKind) -> str:
    """The words under which this kind is sealed and hashed."""
    return f"identifiers.{kind}"


def index(kind: IdentifierKind, text: str, keys: Keys) -> bytes:
    return keys.sealer.index(canonical(kind, text), place(kind))


def seal(kind: IdentifierKind, text: str, keys: Keys) -> bytes:
    return keys.sealer.seal(text, place(kind))


def unseal(kind: IdentifierKind, sealed: bytes, keys: Keys) -> str:
    return keys.sealer.open(sealed, place(kind))
