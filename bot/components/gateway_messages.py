"""What the gateway may say to the assistant, checked at the edge."""

import json
import re
from dataclasses import dataclass
from typing import Any

from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from citizen_text.scripts import detect_language
from citizen_text.secrets import redact
from phrases import asides, despair, secret_told
from phrases.short_commands import command_in
from wording import LANGUAGES

LONGEST_MESSAGE = 4000
LONGEST_FIELD = 4000
_WORDS_OF_EVIDENCE = 2
_LATIN_WORD = re.compile("[A-Za-z']+")
_SIGNS_OF_A_PAYLOAD = frozenset('{}[]"_')
_TRACEPARENT = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REFERENCE = re.compile(r"\d{8}(?:\d{2})?")
_PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)
_OPTIONS = frozenset(
    {
        "affirm",
        "appeal_case",
        "ask_about_service",
        "ask_complaints",
        "ask_how_to_apply",
        "ask_menu",
        "change_language",
        "check_eligibility",
        "check_entitlement",
        "check_payment",
        "deny",
        "go_back",
        "go_home",
        "goodbye",
        "greet",
        "inform",
        "prove_identity",
        "rate_case",
        "report_abuse",
        "report_agent_charge",
        "report_bribe",
        "report_data_error",
        "report_death",
        "report_exclusion",
        "report_food_problem",
        "report_fraud_attempt",
        "report_misconduct",
        "report_missing_payment",
        "report_wallet_problem",
        "report_wrong_amount",
        "report_wrong_inclusion",
        "request_number_change",
        "start_messages",
        "stop_messages",
        "talk_to_human",
        "track_case",
        "update_case",
        "withdraw_case",
    }
)
_OPTION_VALUES = frozenset(
    {
        "answer",
        "call_time",
        "change",
        "contact_by",
        "detail",
        "kind",
        "meant",
        "language",
        "own_data",
        "part",
        "payment",
        "programme",
        "provider",
        "read_back",
        "reference",
        "role",
        "safety",
        "said",
        "score",
        "since",
        "wanted",
        "whose",
    }
)


class Malformed(ValueError):
    """Says in words what is wrong with the request."""


@dataclass(frozen=True)
class GatewayTurn:
    sender: str
    message: str
    message_id: str
    channel: str
    language: str
    can_script: bool
    is_free: bool
    grant: str
    traceparent: str
    picked: str | None = None  # the payload of the option whose title was written

    def metadata(self) -> dict[str, Any]:
        key_words = self.message if self.heard != self.message else ""
        return {
            "message_id": self.message_id,
            "channel": self.channel,
            "language": self._written_in() or self.language,
            "can_script": self.can_script,
            "grant": self.grant,
            "traceparent": self.traceparent,
            **({"is_free": True} if self.is_free else {}),
            **({"key_words": key_words} if key_words else {}),
        }

    @property
    def heard(self) -> str:
        """The message as the assistant takes it: an option's title is a pick, and a short command a
        key that was pressed.
        """
        return self.picked or command_in(self.message) or self.message

    def understood(self) -> dict[str, Any] | None:
        """What needs no pipeline: `/intent{…}`, as Rasa's own handler reads it, that whoever writes
        of ending their life needs a person, who asks how to complain for another a list, and that
        a secret is no story and who hands it over for the money asks after the money.
        """
        if despair.is_in(self.heard):
            return self._as_wish("talk_to_human")
        if asides.asks_for_another(self.heard):
            return self._as_wish("ask_complaints")
        if secret_told.is_alone(self.heard):
            return self._as_wish("inform", secret_told.ENTITY)
        if secret_told.asks_for_money(self.heard):
            return self._as_wish("check_payment")
        if not self.heard.startswith("/"):
            return None
        message = YAMLStoryReader.unpack_regex_message(
            Message({TEXT: self.heard}), entity_extractor_name=RegexMessageHandler.__name__
        )
        found: dict[str, Any] = message.as_dict(only_output_properties=True)
        return found

    def _as_wish(self, name: str, *told: str) -> dict[str, Any]:
        wish = {"name": name, "confidence": 1.0}
        entities = [{"entity": entity, "value": "told"} for entity in told]
        return {"text": self.heard, "intent": wish, "intent_ranking": [wish], "entities": entities}

    def _written_in(self) -> str | None:
        """The language follows the citizen. A word in Latin letters ("ok"), an option's title in
        them from whoever reads them or what looks like a payload is no evidence.
        """
        if self.message.startswith("/"):
            return None
        found = detect_language(self.message, self.language)
        is_evidence = self.picked is None or self.language == "bn"
        is_sentence = is_evidence and self._is_a_sentence()
        return found if found == "bn" or is_sentence else None

    def _is_a_sentence(self) -> bool:
        if any(sign in _SIGNS_OF_A_PAYLOAD for sign in self.message):
            return False
        return len(_LATIN_WORD.findall(self.message)) >= _WORDS_OF_EVIDENCE


@dataclass(frozen=True)
class CaseworkerAsked:
    """`about` is what an answer would be about, where it is not just anything."""

    sender: str
    event_id: str
    case_reference: str
    about: str | None


def parse_turn(body: bytes) -> GatewayTurn:
    fields = _object(body, "the body")
    metadata = fields.get("metadata")
    if not isinstance(metadata, dict):
        raise Malformed("metadata is not an object")
    language = _text(metadata, "language")
    if language not in LANGUAGES:
        raise Malformed("language is none of bn, bn-Latn, en")
    return GatewayTurn(
        sender=_text(fields, "sender"),
        message=_message(fields),
        message_id=_text(metadata, "message_id"),
        channel=_text(metadata, "channel"),
        language=language,
        can_script=_flag(metadata, "can_script"),
        is_free=_flag({"is_free": False, **metadata}, "is_free"),
        grant=_text(metadata, "grant"),
        traceparent=_traceparent(metadata),
    )


def parse_event(body: bytes) -> CaseworkerAsked:
    fields = _object(body, "the body")
    if fields.get("event") != "caseworker_asked":
        raise Malformed("event is not caseworker_asked")
    reference = _text(fields, "case_reference")
    if not _REFERENCE.fullmatch(reference):
        raise Malformed("case_reference is not eight or ten digits")
    return CaseworkerAsked(
        sender=_text(fields, "sender"),
        event_id=_text(fields, "event_id"),
        case_reference=reference,
        about=None if fields.get("about") is None else _text(fields, "about"),
    )


def _object(body: bytes, what: str) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{what} is not JSON") from error
    if not isinstance(fields, dict):
        raise Malformed(f"{what} is not an object")
    return fields


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"{name} is missing or not a text")
    if len(value) > LONGEST_FIELD:
        raise Malformed(f"{name} is too long")
    return value


def _traceparent(fields: dict[str, Any]) -> str:
    value = fields.get("traceparent", "")
    if value and not (isinstance(value, str) and _TRACEPARENT.fullmatch(value)):
        raise Malformed("traceparent is not one of W3C's version 00")
    return str(value)


def _flag(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise Malformed(f"{name} is not true or false")
    return value


def _message(fields: dict[str, Any]) -> str:
    """Rasa obeys whatever begins with "/"; here only the options we offer may, no word behind it
    is a command, and what looks like a payload says nothing. A secret that was not gone before is
    gone here: it is no amount and stands in no complaint.
    """
    message = fields.get("message")
    if not isinstance(message, str):
        raise Malformed("message is missing or not a text")
    message = message.replace("\x00", "").strip()[:LONGEST_MESSAGE]
    if message.startswith("/") and not _is_option(message):
        words = message.lstrip("/ \t\n")
        is_command = command_in(words) or _SIGNS_OF_A_PAYLOAD & {*words}
        message = "" if is_command else words
    return (message if _is_option(message) else redact(message)) or "?"


def _is_option(message: str) -> bool:
    payload = _PAYLOAD.fullmatch(message)
    if payload is None or payload[1] not in _OPTIONS:
        return False
    return payload[2] is None or _carries_known_values(payload[2])


def _carries_known_values(values: str) -> bool:
    try:
        found = json.loads(values)
    except (ValueError, RecursionError):
        return False
    is_known = found.keys() <= _OPTION_VALUES and all(isinstance(v, str) for v in found.values())
    return is_known and ("reference" not in found or bool(_REFERENCE.fullmatch(found["reference"])))
