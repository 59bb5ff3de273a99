"""What the engine itself says, ready for the screens."""

from ussd_gateway.messages import Language
from ussd_gateway.texts import ussd_text
from ussd_gateway.ussd.screens import Words


def ussd_words(language: Language) -> Words:
    return Words(*(ussd_text(name, language) for name in ("more", "back", "home")))
