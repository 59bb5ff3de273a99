"""What somebody wants done with what is kept of them: picked, or to have it deleted in clear words.
Values in, values out.
"""

import re

from citizen_text.normalisation import fold
from turn import Turn

KNOW, DELETE = "know", "delete"
WISHES = (KNOW, DELETE)
_DELETES = re.compile(
    r"মুছ|মুইছ|মোছ|ডিলিট|\bm[uo]i?(chh?|s)(e|a|en|ia|iya)\b|\bdelet|\berase|\bremove\b"
)


def wished(turn: Turn) -> str | None:
    picked = turn.entity("own_data")
    if picked in WISHES:
        return str(picked)
    is_of_service = turn.is_written and turn.says("ask_about_service") and "?" not in turn.text
    return DELETE if is_of_service and _DELETES.search(fold(turn.text).text.lower()) else None
