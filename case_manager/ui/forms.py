"""What a form may send, in types, so that nothing odd gets past the edge."""

from typing import Annotated

from fastapi import Form
from pydantic import StringConstraints

# Longer than any field may be, so that what is only too long comes back with its reason.
_LONGEST_FIELD = 16_000

# No NUL, which PostgreSQL cannot keep; the constraints also refuse halves of characters.
Field = Annotated[str, StringConstraints(max_length=_LONGEST_FIELD, pattern=r"^[^\x00]*$")]
FormText = Annotated[Field, Form()]

# What somebody wrote: it comes back with its reason even where it cannot be kept.
Written = Annotated[str, StringConstraints(max_length=_LONGEST_FIELD)]
WrittenText = Annotated[Written, Form()]


class Words(dict[str, str]):
    """What was not filled in is empty, and what has no error has none."""

    def __missing__(self, key: str) -> str:
        return ""
