"""What the file says of a provider that has no adapter of its own."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from ussd_gateway.channels.config import Given, Secret, UnsignedConfig, from_environment
from ussd_gateway.channels.external.templates import placeholders_in
from ussd_gateway.channels.signatures import Digest, Encoding
from ussd_gateway.messages import Fault, OutboxState

PLACEHOLDERS = frozenset(
    {"recipient", "text", "octets", "data_coding", "id", "sender", "status_url"}
)
_THE_TEXT = {"text", "octets"}  # either carries it
_HTTP_WORD = re.compile(r"[1-5](?:xx|\d\d)")
_LOOKS_SECRET = re.compile(r"api_?-?key|token|secret|passw|authorization|^(pass|key)$", re.I)
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")

Format = Literal["form", "json", "query"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=128)]
NumberForm = Literal["e164", "without_plus", "national"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _header(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("a header's name has letters, digits and -")
    return name


def _web_address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise ValueError("must be an address that begins with https:// or http://")
    return url


HeaderName = Annotated[str, AfterValidator(_header)]
WebAddress = Annotated[Given, AfterValidator(_web_address)]


class SecretHeader(_Table):
    name: HeaderName
    secret: Secret


class Signature(_Table):
    """An HMAC of the body, in a header and perhaps behind a prefix such as `sha256=`."""

    header: HeaderName
    secret: Secret
    digest: Digest = "sha256"
    encoding: Encoding = "hex"
    prefix: str = ""


class Answer(_Table):
    status: int = Field(default=200, ge=200, le=299)
    body: str = ""
    media_type: Name = "text/plain"


class _Heard(_Table):
    """Names of fields; in JSON a path such as `data.0.id`."""

    method: Literal["POST", "GET"] = "POST"
    format: Format = "form"
    answer: Answer = Answer()

    @model_validator(mode="after")
    def _has_a_body_to_read(self) -> Self:
        if self.method == "GET" and self.format != "query":
            raise ValueError('with method = "GET" the format must be "query"')
        return self


class Octets(_Table):
    """A text as hexadecimal octets; the field `coding` names their alphabet as SMPP does: 0, or
    nothing, for GSM's, 1 for ASCII, 3 for Latin-1, 8 for UCS-2."""

    field: Name
    coding: Name


class Inbound(_Heard):
    id: Name | None = None
    from_: Name = Field(alias="from")
    to: Name | None = None
    text: Name | None = None
    octets: Octets | None = None
    time: Name | None = None

    @property
    def of_the_text(self) -> list[str]:
        """The names of the fields in which it stands."""
        return [self.octets.field] if self.octets else [str(self.text)]

    @property
    def all(self) -> list[str | None]:
        coding = self.octets.coding if self.octets else None
        return [self.id, self.from_, self.to, *self.of_the_text, coding, self.time]

    @model_validator(mode="after")
    def _has_a_text(self) -> Self:
        if bool(self.text) == bool(self.octets):
            raise ValueError("name the field text, or octets where the text is hexadecimal")
        return self

    @model_validator(mode="after")
    def _tells_messages_apart(self) -> Self:
        if not (self.id or self.time):
            raise ValueError(
                "name the field id, or time where the provider has no id: without either, a "
                "message sent again could not be told from another with the same text"
            )
        return self


State = Literal["accepted", "sent", "delivered", "failed"]


class Status(_Heard):
    """`states` maps the provider's words to ours, `our_id` is what we sent as {id}. The words of
    `other_operator` say that the number is not, or no longer, one that this provider reaches; those
    of `try_again` and `slow_down`, that it was not sent on, but may be later."""

    id: Name | None = None
    our_id: Name | None = None
    status: Name
    states: Annotated[dict[str, State], Field(min_length=1)]
    opted_out: list[str] = []
    other_operator: list[str] = []
    try_again: list[str] = []
    slow_down: list[str] = []

    @model_validator(mode="after")
    def _says_which_message(self) -> Self:
        if not (self.id or self.our_id):
            raise ValueError("name the field id, of the provider's id, or our_id, of {id}")
        for name in ("opted_out", "other_operator", "try_again", "slow_down"):
            if unknown := sorted(set(getattr(self, name)) - set(self.states)):
                raise ValueError(f"{name} has words that states has not: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _tries_again_only_what_failed(self) -> Self:
        for name in ("try_again", "slow_down"):
            words = getattr(self, name)
            if wrong := sorted(word for word in words if self.states[word] != "failed"):
                raise ValueError(f'{name} has words that are not "failed": {", ".join(wrong)}')
        return self

    def fault_of(self, word: str) -> Fault | None:
        return next((fault for words, fault in self._faults if word in words), None)

    @property
    def _faults(self) -> list[tuple[list[str], Fault]]:
        return [
            (self.opted_out, Fault.OPTED_OUT),
            (self.other_operator, Fault.OTHER_OPERATOR),
            (self.slow_down, Fault.THROTTLED),
            (self.try_again, Fault.PASSING),
        ]

    def state_of(self, word: str) -> OutboxState | None:
        found = self.states.get(word)
        return OutboxState(found) if found else None


class Words(_Table):
    accepted: list[str] = []
    try_again: list[str] = []
    slow_down: list[str] = []
    refused: list[str] = []
    opted_out: list[str] = []
    other_operator: list[str] = []

    @property
    def all(self) -> list[str]:
        final = [*self.refused, *self.opted_out, *self.other_operator]
        return [*self.accepted, *self.try_again, *self.slow_down, *final]

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> Self:
        words = self.all
        if twice := sorted({word for word in words if words.count(word) > 1}):
            raise ValueError(f"these stand twice: {', '.join(twice)}")
        return self


class HttpWords(Words):
    """Statuses such as `429`, or classes such as `5xx`."""

    accepted: list[str] = ["2xx"]

    @model_validator(mode="after")
    def _are_statuses(self) -> Self:
        if wrong := [word for word in self.all if not _HTTP_WORD.fullmatch(word)]:
            raise ValueError(f"must be like 429 or 5xx, not {', '.join(wrong)}")
        return self


class CodeWords(Words):
    """Values of the field `field` in an answer."""

    field: Name

    @model_validator(mode="after")
    def _says_what_success_is(self) -> Self:
        if not self.accepted:
            raise ValueError("accepted must have a value, or nothing ever counts as sent")
        return self


def _with_secrets(value: object, info: ValidationInfo) -> object:
    """Every `{ env = "NAME" }` in it, however deep, becomes a secret."""
    if isinstance(value, Mapping):
        if set(value) == {"env"}:
            return SecretStr(str(from_environment(value, info)))
        for name, each in value.items():
            if isinstance(each, str) and not placeholders_in(each) and _LOOKS_SECRET.search(name):
                raise ValueError(
                    f'{name}: a secret does not stand in the file: write {{ env = "ITS_VARIABLE" }}'
                )
        return {name: _with_secrets(each, info) for name, each in value.items()}
    return [_with_secrets(each, info) for each in value] if isinstance(value, list) else value


class Outbound(_Table):
    """`id` is where the provider's id stands in an answer of JSON, or the name of a group in
    `answer_pattern`, which an answer in words must match as a whole."""

    url: WebAddress
    method: Literal["POST", "GET", "PUT"] = "POST"
    format: Format = "form"
    headers: Annotated[dict[HeaderName, str | SecretStr], BeforeValidator(_with_secrets)] = {}
    fields: Annotated[dict[str, Any], BeforeValidator(_with_secrets)]
    number_form: NumberForm = "e164"
    id: Name | None = None
    answer_pattern: re.Pattern[str] | None = None
    http: HttpWords = HttpWords()
    code: CodeWords | None = None

    @model_validator(mode="after")
    def _carries_the_message(self) -> Self:
        used = placeholders_in(self.fields)
        if unknown := sorted(used - PLACEHOLDERS):
            raise ValueError(f"fields knows no {{{unknown[0]}}}, only {_in_braces(PLACEHOLDERS)}")
        if missing := {"recipient", "text" if not used & _THE_TEXT else "recipient"} - used:
            raise ValueError(f"fields must have {_in_braces(missing)} in it")
        if self.format != "json" and not all(
            isinstance(value, str | SecretStr) for value in self.fields.values()
        ):
            raise ValueError(f'fields of format = "{self.format}" are texts')
        if self.method == "GET" and self.format != "query":
            raise ValueError('with method = "GET" the format must be "query"')
        return self


def _in_braces(names: set[str] | frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


class ExternalConfig(UnsignedConfig):
    """`number` is our own: {sender}, and whom an SMS went to where the provider does not say."""

    number: Given
    secret_header: SecretHeader | None = None
    signature: Signature | None = None
    inbound: Inbound | None = None
    status: Status | None = None
    outbound: Outbound

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if problem := next(self._problems(), None):
            raise ValueError(problem)
        return self

    def _problems(self) -> Iterator[str]:
        heard = [each for each in (self.inbound, self.status) if each]
        if self.signature and any(each.format == "query" for each in heard):
            yield 'a signature is of a body, so it does not go with format = "query"'
        if self.status and self.status.our_id and "id" not in placeholders_in(self.outbound.fields):
            yield "status.our_id is what outbound.fields sends as {id}, and it sends none"
        if self.status and not self.status.our_id and not self.outbound.id:
            yield "status.id is the id at outbound.id, which must say where it stands"
