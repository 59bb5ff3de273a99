"""An interview about allowances, answered question by question."""

from typing import Any

from conftest import House
from phone import Phone

from citizen_text import sms

ANY = "/check_eligibility"
MAY_I = "আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?"
LONGEST = 3


def facts(house: House) -> dict[str, Any]:
    """What the case manager was told last."""
    return house.fake.told_last["facts"]


def fits_in_three(phone: Phone) -> bool:
    numbered = (f"{number}. {title}" for number, title in enumerate(phone.titles, 1))
    return sms.measure("\n".join([phone.heard[-1], *numbered])).segments <= LONGEST


def is_interviewed(phone: Phone, told: dict[str, str]) -> None:
    """Each question gets the answer of the first piece of it that is told."""
    while not {"Menu", "মেনু"} & {*phone.titles}:
        asked = "\n".join(phone.heard)
        phone.sends(next(answer for piece, answer in told.items() if piece in asked))
