"""Words that the trained model takes for a complaint without being sure of it."""

import asyncio

from rasa.core.agent import Agent

from turn import SURE

HARDLY_UNDERSTOOD = {
    "bn": (
        "আমারে কেন দেয় না",
        "আমাদের গ্রামের লোক",
        "ওরা আমার জিনিস নিছে",
        "তার কাছে তালিকা",
        "ওরা আবার করছে",
        "কার্ডটা তার কাছে",
        "আমি কেন পাই না",
        "লোকটা আসে নাই",
        "ওইটা উনি রাইখা দিছে",
    ),
    "bn-Latn": (
        "amader gramer lok",
        "amar jinis nise ora",
        "card ta tar kache",
        "talika tar kache",
        "ora abar korse",
        "lokta ashe nai",
        "ota uni rekhe dise",
        "amare keno dey na",
        "uni lekhe nai",
        "boi ta or kache",
        "tara kore na",
        "or kache gele kichu dey na",
    ),
    "en": (
        "the list is with him",
        "they took my things",
        "he has my card",
        "it is with the other man",
        "they did not come",
        "some of it is gone",
        "nobody gives me anything",
    ),
}


def guess(agent: Agent, language: str) -> tuple[str, str]:
    """One of them, and for which complaint it is taken."""
    for words in HARDLY_UNDERSTOOD[language]:
        heard = asyncio.run(agent.parse_message(words))["intent"]
        if heard["name"].startswith("report_") and heard["confidence"] < SURE:
            return words, heard["name"]
    raise LookupError(f"the model is sure of all, or has heard none: {language}")
