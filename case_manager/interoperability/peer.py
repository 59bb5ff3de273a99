"""One question to one peer and its answer: token, signature, patience, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

import httpx
from pydantic import ValidationError

from case_manager.interoperability.errors import (
    OF_ANOTHER,
    UNREADABLE,
    AnswerNotTrusted,
    PeerRefused,
    PeerUnavailable,
    SignatureRefused,
)
from case_manager.interoperability.messages import (
    Answer,
    RequestStatus,
    answers_action,
    request_header,
)
from case_manager.interoperability.signatures import MISSING, Signer, Verifier, compact
from case_manager.interoperability.tokens import Tokens
from case_manager.interoperability.wire import Said, post, read_json
from case_manager.kit.breaker import Breaker

NOT_ASKED, NO_ANSWER, NOT_ALLOWED = "peer.left_alone", "peer.no_answer", "peer.not_allowed"


class SignatureForm(StrEnum):
    """Where a peer wants our signature: in the body (DCI), the HTTP header (OpenG2P), nowhere."""

    BODY = "body"
    HEADER = "header"
    NONE = "none"


@dataclass(frozen=True)
class Peer:
    """`verifier` is None where the peer does not sign its answers; `http` has its address."""

    name: str
    receiver_id: str
    form: SignatureForm
    namespace: str
    signer: Signer
    verifier: Verifier | None
    tokens: Tokens | None
    http: httpx.Client
    breaker: Breaker = field(default_factory=Breaker)

    def ask(self, path: str, action: str, message: Any, *, count: int, now: datetime) -> Any:
        """The message of the answer. Raises PeerError."""
        if not self.breaker.may_call(now):
            raise PeerUnavailable(NOT_ASKED)
        try:
            answer = self._ask(path, action, message, count, now)
        except PeerUnavailable:
            self.breaker.record(worked=False, now=now)
            raise
        except PeerRefused:
            self.breaker.record(worked=True, now=now)  # it is there, it only says no
            raise
        self.breaker.record(worked=True, now=now)
        return answer.message

    def _ask(self, path: str, action: str, message: Any, count: int, now: datetime) -> Answer:
        header = request_header(
            message_id=str(uuid4()),
            action=action,
            sender_id=self.signer.sender_id,
            receiver_id=self.receiver_id,
            count=count,
            now=now,
        )
        body, headers = self._signed(header, message, now)
        response = self._post(path, body, headers, now)
        if response.status_code == httpx.codes.UNAUTHORIZED and self.tokens:
            self.tokens.forget()
            response = self._post(path, body, headers, now)
        answer = self._read(response, now)
        if not answers_action(answer.header.action, action):
            raise AnswerNotTrusted(OF_ANOTHER, "action")
        if not _is_of_the_same_transaction(answer, header, message):
            raise AnswerNotTrusted(OF_ANOTHER, "transaction_id")
        return answer

    def _signed(
        self, header: Mapping[str, Any], message: Any, now: datetime
    ) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json"}
        signature = ""
        if self.form is SignatureForm.BODY:
            signature = self.signer.sign_in_body(header, message, namespace=self.namespace, now=now)
        body = compact({"signature": signature, "header": header, "message": message})
        if self.form is SignatureForm.HEADER:
            headers["Signature"] = self.signer.sign_detached(body)
        return body, headers

    def _post(self, path: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Said:
        bearer = {"Authorization": f"Bearer {self.tokens.bearer(now)}"} if self.tokens else {}
        try:
            return post(self.http, path, {**headers, **bearer}, content=body)
        except httpx.HTTPError as error:
            raise PeerUnavailable(NO_ANSWER, type(error).__name__) from None

    def _read(self, response: Said, now: datetime) -> Answer:
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise PeerRefused(NOT_ALLOWED, f"status {response.status_code}")
        if httpx.codes.is_server_error(response.status_code) or (
            response.status_code == httpx.codes.TOO_MANY_REQUESTS
        ):
            raise PeerUnavailable(NO_ANSWER, f"status {response.status_code}")
        try:
            content = read_json(response.body)
            answer = Answer.model_validate(content)
        except (ValueError, ValidationError):
            raise AnswerNotTrusted(UNREADABLE, f"status {response.status_code}") from None
        self._verify(content, response.signature, now)
        if answer.header.status is RequestStatus.REJECTED:
            raise PeerRefused(answer.header.status_reason_code or NOT_ALLOWED)
        if answer.header.status is not RequestStatus.SUCCEEDED and not answer.message:
            raise PeerUnavailable(NO_ANSWER, answer.header.status)
        return answer

    def _verify(self, content: Any, detached: str, now: datetime) -> None:
        if self.verifier is None:
            return
        try:
            if detached:
                self.verifier.verify_detached(detached, content)
            elif signature := content.get("signature"):
                self.verifier.verify_in_body(
                    signature, content["header"], content.get("message"), now=now
                )
            else:
                raise SignatureRefused(MISSING, "the answer is not signed")
        except SignatureRefused as refused:
            raise AnswerNotTrusted(refused.code) from None


def _is_of_the_same_transaction(answer: Answer, header: Mapping[str, Any], message: Any) -> bool:
    """An answer that was given before, to whomever, is none to this question. What has no
    transaction, as the list of the bridge, repeats the id of our message.
    """
    asked = _transaction(message)
    if asked:
        return _transaction(answer.message) == asked
    return bool(answer.header.message_id == header["message_id"])


def _transaction(message: Any) -> str:
    return str(message.get("transaction_id") or "") if isinstance(message, Mapping) else ""
