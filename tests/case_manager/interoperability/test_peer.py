"""Asking a peer: with a token, a signature and patience, and a name for each failure."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from case_manager.interoperability.errors import (
    AnswerNotTrusted,
    PeerError,
    PeerRefused,
    PeerUnavailable,
)
from case_manager.interoperability.peer import Peer, SignatureForm
from case_manager.interoperability.registry import Identifier, Registry
from case_manager.interoperability.signatures import Signer, Verifier, compact, read_jwks
from case_manager.interoperability.tokens import Tokens
from case_manager.interoperability.wire import LARGEST_ANSWER_BYTES
from tests.case_manager.interoperability.conftest import FarSide, MakePeer, answer

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
QUESTION = {"transaction_id": "T1", "search_request": []}


def told(message: dict[str, Any]) -> dict[str, Any]:
    return {"transaction_id": message["transaction_id"], "told": True}


FINE = answer(told)


def ask(peer: Peer, now: datetime = NOW) -> Any:
    return peer.ask("/registry/sync/search", "search", QUESTION, count=1, now=now)


class TestRequest:
    def test_says_who_asks_whom(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [FINE]
        assert ask(make_peer()) == {"transaction_id": "T1", "told": True}
        [request], [body] = far_side.requests, far_side.bodies
        assert str(request.url) == "https://dss.test/v1.0.0/registry/sync/search"
        header = body["header"]
        assert (header["sender_id"], header["receiver_id"]) == ("nalish", "dss-ibr")
        assert (header["action"], header["total_count"]) == ("search", 1)
        assert header["message_ts"] == "2026-11-23T06:00:00+00:00"

    def test_has_another_id_each_time(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [FINE]
        peer = make_peer()
        ask(peer), ask(peer)
        first, second = (body["header"]["message_id"] for body in far_side.bodies)
        assert first != second

    def test_is_signed_in_the_body(
        self, make_peer: MakePeer, far_side: FarSide, signer: Signer
    ) -> None:
        far_side.answers = [FINE]
        ask(make_peer())
        body = far_side.bodies[0]
        verifier = Verifier("nalish", read_jwks(signer.jwks()))
        verifier.verify_in_body(body["signature"], body["header"], body["message"], now=NOW)
        assert "Signature" not in far_side.requests[0].headers

    def test_is_signed_in_the_header(
        self, make_peer: MakePeer, far_side: FarSide, signer: Signer
    ) -> None:
        far_side.answers = [FINE]
        ask(make_peer(form=SignatureForm.HEADER))
        verifier = Verifier("nalish", read_jwks(signer.jwks()))
        verifier.verify_detached(far_side.requests[0].headers["Signature"], far_side.bodies[0])
        assert far_side.bodies[0]["signature"] == ""


class TestFailure:
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (httpx.ConnectError("refused"), "peer.no_answer"),
            (httpx.ReadTimeout("too slow"), "peer.no_answer"),
            (httpx.Response(500), "peer.no_answer"),
            (httpx.Response(503, text="<html>"), "peer.no_answer"),
            (httpx.Response(429), "peer.no_answer"),
            (answer(lambda _: {}, status="pdng"), "peer.no_answer"),
        ],
    )
    def test_that_may_pass(
        self, make_peer: MakePeer, far_side: FarSide, said: Any, code: str
    ) -> None:
        far_side.answers = [said]
        with pytest.raises(PeerUnavailable) as failed:
            ask(make_peer())
        assert failed.value.code == code

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (httpx.Response(401), "peer.not_allowed"),
            (httpx.Response(403), "peer.not_allowed"),
            (answer(lambda _: {}, status="rjct"), "peer.not_allowed"),
            (
                answer(lambda _: {}, status="rjct", status_reason_code="rjct.version.invalid"),
                "rjct.version.invalid",
            ),
            (
                answer(lambda _: None, status="rjct", status_reason_code="rjct.jwt.invalid"),
                "rjct.jwt.invalid",
            ),
        ],
    )
    def test_that_stays(self, make_peer: MakePeer, far_side: FarSide, said: Any, code: str) -> None:
        far_side.answers = [said]
        with pytest.raises(PeerRefused) as failed:
            ask(make_peer())
        assert failed.value.code == code

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            (httpx.Response(200, text="<html>"), "answer.unreadable"),
            (httpx.Response(200, json=[]), "answer.unreadable"),
            (httpx.Response(200, json={"header": {}}), "answer.unreadable"),
            (httpx.Response(404, json={"detail": "?"}), "answer.unreadable"),
            *(
                (
                    answer(lambda _: {}, status="rjct", status_reason_code=code),
                    "answer.unreadable",
                )
                for code in ("x" * 65, "nobody has 1965269250", "rjct.\n", ["rjct"])
            ),
            (answer(lambda _: {}, action="on-link"), "answer.of_another"),
            (answer(lambda _: {"transaction_id": "T9"}), "answer.of_another"),
            (answer(lambda _: {"told": True}), "answer.of_another"),
            (answer(lambda _: [{"told": True}]), "answer.of_another"),
            *(
                (httpx.Response(200, content=body), "answer.unreadable")
                for body in (
                    b"[" * 100_000,
                    b'{"header": ' * 900 + b"1" + b"}" * 900,
                    b'{"header": {"message_id": "\\ud800"}}',
                    b'{"header": NaN}',
                    b'{"header": 1e999}',
                    b'{"header": ' + b"9" * 5000 + b"}",
                    b"\xff",
                )
            ),
        ],
    )
    def test_to_be_understood(
        self, make_peer: MakePeer, far_side: FarSide, said: Any, code: str
    ) -> None:
        far_side.answers = [said]
        with pytest.raises(AnswerNotTrusted) as failed:
            ask(make_peer())
        assert failed.value.code == code

    def test_of_a_list_repeats_the_id_of_the_question(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        """The bridge has no transactions."""
        peer = make_peer()
        far_side.answers = [answer(lambda _: [1]), answer(lambda _: [1], message_id="another")]
        assert peer.ask("/status", "get", ["D-1"], count=1, now=NOW) == [1]
        with pytest.raises(AnswerNotTrusted) as failed:
            peer.ask("/status", "get", ["D-1"], count=1, now=NOW)
        assert failed.value.code == "answer.of_another"

    def test_is_an_answer_of_before(self, make_peer: MakePeer, far_side: FarSide) -> None:
        """Somebody on the way plays it again: to another question it is none."""
        registry, heard = Registry(make_peer()), []

        def said(request: dict[str, Any]) -> Any:
            body = request["message"]
            reference = body["search_request"][0]["reference_id"]
            told = {"reference_id": reference, "timestamp": NOW.isoformat(), "status": "succ"}
            transaction = {"transaction_id": body["transaction_id"], "search_response": [told]}
            heard.append(answer(lambda _: transaction)(request))
            return heard[0]

        far_side.answers = [said]
        assert registry.search(Identifier("NID", "1"), now=NOW) == []
        with pytest.raises(AnswerNotTrusted) as failed:
            registry.search(Identifier("NID", "2"), now=NOW)
        assert failed.value.code == "answer.of_another"

    def test_is_larger_than_an_answer_can_be(self, make_peer: MakePeer, far_side: FarSide) -> None:
        read = 0

        def without_end() -> Iterator[bytes]:
            nonlocal read
            while True:
                read += 64 * 1024
                yield b" " * 64 * 1024

        far_side.answers = [httpx.Response(200, content=without_end())]
        with pytest.raises(AnswerNotTrusted):
            ask(make_peer())
        assert read <= 2 * LARGEST_ANSWER_BYTES

    def test_is_packed_although_nobody_asked_for_that(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        packed = gzip.compress(b" " * LARGEST_ANSWER_BYTES * 9)
        far_side.answers = [
            httpx.Response(200, content=iter([packed]), headers={"Content-Encoding": "gzip"})
        ]
        with pytest.raises(AnswerNotTrusted):
            ask(make_peer())
        assert far_side.requests[0].headers["Accept-Encoding"] == "identity"

    def test_comes_a_byte_at_a_time(self, make_peer: MakePeer, far_side: FarSide) -> None:
        peer = make_peer()
        peer.http.timeout = httpx.Timeout(0.001)
        read = 0

        def slowly() -> Iterator[bytes]:
            nonlocal read
            while read < 10**6:
                read += 1
                yield b" "

        far_side.answers = [httpx.Response(200, content=slowly())]
        with pytest.raises(PeerUnavailable):
            ask(peer)
        assert read < 10**6

    def test_tells_nothing_of_what_was_asked(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [httpx.Response(500, text="1965269250 is not to be found")]
        with pytest.raises(PeerError) as failed:
            ask(make_peer())
        assert "1965" not in str(failed.value)
        assert failed.value.__cause__ is None

    @pytest.mark.parametrize("status", ["rcvd", "pdng"])
    def test_is_not_a_status_beside_an_answer(
        self, make_peer: MakePeer, far_side: FarSide, status: str
    ) -> None:
        """The samples of DCI say `rcvd` and tell everything all the same."""
        far_side.answers = [answer(told, status=status)]
        assert ask(make_peer())["told"]

    @pytest.mark.parametrize("action", ["search", "on-search"])
    def test_is_not_how_an_action_is_repeated(
        self, make_peer: MakePeer, far_side: FarSide, action: str
    ) -> None:
        """The samples of DCI and its schema do not agree with each other."""
        far_side.answers = [answer(told, action=action)]
        assert ask(make_peer())["told"]


class TestSignedAnswer:
    KEY = Ed25519PrivateKey.generate()

    def signed(self, key: Ed25519PrivateKey, form: SignatureForm) -> Any:
        other = Signer("dss-ibr", "k1", key)

        def make(request: dict[str, Any]) -> Any:
            body = FINE(request)
            if form is SignatureForm.BODY:
                header, message = body["header"], body["message"]
                body["signature"] = other.sign_in_body(header, message, namespace="dci", now=NOW)
            return body

        return make

    @pytest.fixture
    def verifier(self) -> Verifier:
        return Verifier("dss-ibr", {"k1": self.KEY.public_key()})

    def test_is_taken(self, make_peer: MakePeer, far_side: FarSide, verifier: Verifier) -> None:
        far_side.answers = [self.signed(self.KEY, SignatureForm.BODY)]
        assert ask(make_peer(verifier=verifier))["told"]

    def test_in_its_header_is_taken(
        self, make_peer: MakePeer, far_side: FarSide, verifier: Verifier
    ) -> None:
        header = {"message_id": "m", "action": "search", "status": "succ"}
        body = {"header": header, "message": QUESTION}
        signature = Signer("dss-ibr", "k1", self.KEY).sign_detached(compact(body))
        far_side.answers = [httpx.Response(200, json=body, headers={"Signature": signature})]
        assert ask(make_peer(verifier=verifier)) == QUESTION

    @pytest.mark.parametrize(
        ("key", "form", "code"),
        [
            (KEY, SignatureForm.NONE, "err.signature.missing"),
            (Ed25519PrivateKey.generate(), SignatureForm.BODY, "err.signature.invalid"),
        ],
    )
    def test_is_asked_for(
        self,
        make_peer: MakePeer,
        far_side: FarSide,
        verifier: Verifier,
        key: Ed25519PrivateKey,
        form: SignatureForm,
        code: str,
    ) -> None:
        far_side.answers = [self.signed(key, form)]
        with pytest.raises(AnswerNotTrusted) as failed:
            ask(make_peer(verifier=verifier))
        assert failed.value.code == code


class TestToken:
    GIVEN = httpx.Response(200, json={"access_token": "t1", "expires_in": 600})

    @pytest.fixture
    def peer(self, make_peer: MakePeer) -> Peer:
        peer = make_peer()
        return replace(
            peer, tokens=Tokens(peer.http, "https://sso.test/token", "nalish", "its-secret")
        )

    def test_is_fetched_once_and_sent(self, peer: Peer, far_side: FarSide) -> None:
        far_side.answers = [self.GIVEN, FINE, FINE]
        ask(peer), ask(peer, NOW + timedelta(minutes=9))
        token, *questions = far_side.requests
        form = token.content.decode()
        assert form == "grant_type=client_credentials&client_id=nalish&client_secret=its-secret"
        assert [each.headers["Authorization"] for each in questions] == ["Bearer t1"] * 2

    def test_is_renewed_before_it_expires(self, peer: Peer, far_side: FarSide) -> None:
        renewed = httpx.Response(200, json={"access_token": "t2"})
        far_side.answers = [self.GIVEN, FINE, renewed, FINE]
        ask(peer), ask(peer, NOW + timedelta(seconds=580))
        assert far_side.requests[-1].headers["Authorization"] == "Bearer t2"

    def test_that_was_taken_back_is_fetched_anew(self, peer: Peer, far_side: FarSide) -> None:
        renewed = httpx.Response(200, json={"access_token": "t2"})
        far_side.answers = [self.GIVEN, httpx.Response(401), renewed, FINE]
        assert ask(peer)["told"]

    @pytest.mark.parametrize(
        ("said", "failure"),
        [
            (httpx.Response(401), PeerRefused),
            (httpx.Response(500), PeerUnavailable),
            (httpx.Response(200, text="?"), PeerUnavailable),
            *(
                (httpx.Response(200, content=body), PeerUnavailable)
                for body in (
                    b'{"access_token": "two\\nlines"}',
                    b'{"access_token": "\xc3\xa9"}',
                    b'{"access_token": ""}',
                    b'{"access_token": "t", "expires_in": 1e300}',
                    b'{"access_token": "t", "expires_in": -1}',
                    b'{"access_token": "t", "expires_in": NaN}',
                    b"[" * 100_000,
                )
            ),
            (httpx.ConnectError("refused"), PeerUnavailable),
        ],
    )
    def test_that_is_not_given(
        self, peer: Peer, far_side: FarSide, said: Any, failure: type[PeerError]
    ) -> None:
        far_side.answers = [said]
        with pytest.raises(failure) as failed:
            ask(peer)
        assert failed.value.code == "token.not_given"
        assert "its-secret" not in str(failed.value) + repr(peer)


class TestBreaker:
    def fail(self, peer: Peer, times: int) -> None:
        for _ in range(times):
            with pytest.raises(PeerUnavailable):
                ask(peer)

    def test_leaves_a_peer_alone_that_keeps_failing(
        self, make_peer: MakePeer, far_side: FarSide
    ) -> None:
        far_side.answers = [httpx.Response(500)]
        peer = make_peer()
        self.fail(peer, 7)
        assert len(far_side.requests) == 5
        with pytest.raises(PeerUnavailable) as failed:
            ask(peer, NOW + timedelta(seconds=29))
        assert failed.value.code == "peer.left_alone"

    def test_lets_one_try_after_a_while(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [httpx.Response(500)] * 5 + [FINE, FINE]
        peer = make_peer()
        self.fail(peer, 5)
        assert ask(peer, NOW + timedelta(seconds=31))["told"]
        assert ask(peer, NOW + timedelta(seconds=32))["told"]

    def test_stays_open_when_the_try_fails(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [httpx.Response(500)]
        peer = make_peer()
        self.fail(peer, 5)
        with pytest.raises(PeerUnavailable):
            ask(peer, NOW + timedelta(seconds=31))
        with pytest.raises(PeerUnavailable):
            ask(peer, NOW + timedelta(seconds=32))
        assert len(far_side.requests) == 6

    def test_does_not_mind_being_told_no(self, make_peer: MakePeer, far_side: FarSide) -> None:
        far_side.answers = [httpx.Response(403)]
        peer = make_peer()
        for _ in range(7):
            with pytest.raises(PeerRefused):
                ask(peer)
        assert len(far_side.requests) == 7
