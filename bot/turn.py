"""The message being answered, as both the assistant and its action server see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citizen_text.digits import to_latin
from citizen_text.places import nearest
from phrases import courtesies, message_wishes
from phrases.months_that_came import only_missing
from phrases.taken_back import is_own_mistake, still_meant

SURE = 0.6
CLEAR = 0.95
FEWEST_WORDS = 3  # of a sentence
MOST_WORDS_OF_AN_ANSWER = 4  # "yes, it is right"


@dataclass(frozen=True)
class Turn:
    """`grant` opens the conversation's own facts at the case manager, for this message only.

    `traceparent` is passed on as it came, so that logs of all services can be read together.
    `is_warned`: the answer begins with the warning never to tell a secret. `is_free`: what they
    write costs them nothing. `key_words` were
    written, where the text is the key that they do the work of.
    """

    conversation_id: str
    message_id: str
    channel: str
    language: str
    can_script: bool
    grant: str
    text: str
    intent: str
    confidence: float
    entities: tuple[Mapping[str, Any], ...]
    traceparent: str = ""
    is_warned: bool = False
    is_free: bool = False
    key_words: str = ""
    takes_back: bool = False  # "not the broker, the dealer": the rest of `entities` is meant

    @property
    def reply_language(self) -> str:
        """Bangla goes out in Latin letters where the channel carries no script."""
        return "bn-Latn" if self.language == "bn" and not self.can_script else self.language

    @property
    def is_written(self) -> bool:
        """False for the payload of an offered option."""
        return not self.text.startswith("/")

    @property
    def has_words(self) -> bool:
        """Or numbers: more than signs that say nothing."""
        return self.is_written and any(letter.isalnum() for letter in self.text)

    @property
    def is_only_digits(self) -> bool:
        return bool(self.text) and all(
            letter.isdigit() or letter in " .-,/()" for letter in to_latin(self.text)
        )

    @property
    def is_sentence(self) -> bool:
        return not self.is_written or len(self.text.split()) >= FEWEST_WORDS

    @property
    def is_short(self) -> bool:
        return not self.is_written or len(self.text.split()) <= MOST_WORDS_OF_AN_ANSWER

    def says(self, *wishes: str, at_least: float = SURE) -> bool:
        """Much that is said in a form is half a sentence."""
        is_sure = self.confidence >= at_least and not self.is_only_digits
        return self.intent in wishes and is_sure

    @property
    def is_yes(self) -> bool:
        return self.says("affirm")

    @property
    def is_no(self) -> bool:
        return self.says("deny")

    def entity(self, name: str) -> Any:
        return next((found["value"] for found in self.entities if found["entity"] == name), None)

    def place(self, home: str = "") -> str | None:
        """Of several of one name the one nearest to where somebody lives."""
        found = next((each for each in self.entities if each["entity"] == "place"), None)
        return nearest([found["value"], *found.get("others", ())], home) if found else None


def read_turn(conversation_id: str, message: Mapping[str, Any]) -> Turn:
    """`message` is the parse of the latest message, as Rasa keeps it in a tracker."""
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    text, name = message.get("text") or "", intent.get("name") or ""
    told = message.get("entities") or ()
    told = only_missing(text, told, is_missing=name == "report_missing_payment")
    meant = still_meant(text, told)
    return Turn(
        conversation_id=conversation_id,
        message_id=metadata.get("message_id", ""),
        channel=metadata.get("channel", ""),
        language=metadata.get("language", "bn"),
        can_script=metadata.get("can_script", True),
        grant=metadata.get("grant", ""),
        text=text,
        intent=name,
        confidence=_confidence(text, name, intent.get("confidence") or 0.0),
        entities=meant,
        traceparent=metadata.get("traceparent", ""),
        is_free=metadata.get("is_free", False),
        is_warned=bool(metadata.get("warnings")),
        key_words=metadata.get("key_words", ""),
        takes_back=len(meant) < len(told) or is_own_mistake(text),
    )


def _confidence(text: str, intent: str, heard: float) -> float:
    """A guess that silences somebody needs clear words."""
    heard = message_wishes.confidence(text, intent, heard)
    return courtesies.confidence(text, intent, heard)
