"""Whoever changes a letter of a message, or signs as another, is found out."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from case_manager.interoperability.errors import SignatureRefused
from case_manager.interoperability.signatures import Signer, Verifier, compact, read_jwks

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
HEADER = {"message_id": "m1", "sender_id": "nalish"}
MESSAGE = {"search_request": [{"value": "1965", "name": "রহিমা"}]}
BODY = {"header": HEADER, "message": MESSAGE}


@pytest.fixture
def verifier(signer: Signer) -> Verifier:
    return Verifier("nalish", read_jwks(signer.jwks()))


class TestInTheBody:
    @pytest.fixture
    def signature(self, signer: Signer) -> str:
        return signer.sign_in_body(HEADER, MESSAGE, namespace="dci", now=NOW)

    def test_is_written_as_the_specification_shows(self, signature: str) -> None:
        assert signature.startswith(
            'Signature: namespace="dci", kidId="nalish|2026-1|ed25519", algorithm="ed25519",'
            f' created="{int(NOW.timestamp())}", expires="{int(NOW.timestamp()) + 300}",'
            ' headers="(created) (expires) digest", signature="'
        )

    def test_holds(self, verifier: Verifier, signature: str) -> None:
        verifier.verify_in_body(signature, HEADER, MESSAGE, now=NOW)

    @pytest.mark.parametrize(
        ("header", "message"),
        [(HEADER | {"sender_id": "other"}, MESSAGE), (HEADER, {"search_request": []})],
    )
    def test_holds_for_what_was_signed_only(
        self, verifier: Verifier, signature: str, header: object, message: object
    ) -> None:
        with pytest.raises(SignatureRefused) as refused:
            verifier.verify_in_body(signature, header, message, now=NOW)
        assert refused.value.code == "err.signature.invalid"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("nalish|", "other|"),
            ("|2026-1|", "|2020-1|"),
            ("|ed25519", "|rsa"),
            ("(created) (expires) digest", "digest"),
            ('created="1', 'created="2'),
            ('created="', 'created="x'),
            ('expires="', 'expires="99999999999999999999'),
            ('signature="', 'signature="!'),
            (' signature="', ' nothing="'),
        ],
    )
    def test_is_refused_when_tampered_with(
        self, verifier: Verifier, signature: str, old: str, new: str
    ) -> None:
        assert old in signature
        with pytest.raises(SignatureRefused):
            verifier.verify_in_body(signature.replace(old, new), HEADER, MESSAGE, now=NOW)

    @pytest.mark.parametrize("later", [timedelta(minutes=-3), timedelta(minutes=8)])
    def test_holds_for_minutes(self, verifier: Verifier, signature: str, later: timedelta) -> None:
        with pytest.raises(SignatureRefused):
            verifier.verify_in_body(signature, HEADER, MESSAGE, now=NOW + later)

    def test_is_missed(self, verifier: Verifier) -> None:
        with pytest.raises(SignatureRefused) as refused:
            verifier.verify_in_body(" ", HEADER, MESSAGE, now=NOW)
        assert refused.value.code == "err.signature.missing"


class TestInTheHeader:
    def test_holds(self, signer: Signer, verifier: Verifier) -> None:
        verifier.verify_detached(signer.sign_detached(compact(BODY)), BODY)

    def test_is_a_jws_to_others(self, signer: Signer) -> None:
        protected, signature = signer.sign_detached(compact(BODY)).split("..")
        payload = jwt.utils.base64url_encode(compact(BODY)).decode()
        read = jwt.PyJWS().decode_complete(
            f"{protected}.{payload}.{signature}", signer.key.public_key(), algorithms=["EdDSA"]
        )
        assert read["header"] == {"alg": "EdDSA", "kid": "2026-1"}

    @pytest.mark.parametrize("content", [{}, {"header": HEADER, "message": {}}])
    def test_holds_for_what_was_signed_only(
        self, signer: Signer, verifier: Verifier, content: object
    ) -> None:
        with pytest.raises(SignatureRefused):
            verifier.verify_detached(signer.sign_detached(compact(BODY)), content)

    def test_of_another_is_refused(self, signer: Signer, verifier: Verifier) -> None:
        other = Signer("nalish", "2026-1", Ed25519PrivateKey.generate())
        with pytest.raises(SignatureRefused):
            verifier.verify_detached(other.sign_detached(compact(BODY)), BODY)

    @pytest.mark.parametrize(
        "signature", ["", "..", "a..b", "a.b.c", "nonsense", "é..é", "e30..", "W10..AAAA"]
    )
    def test_that_is_none_is_refused(self, verifier: Verifier, signature: str) -> None:
        with pytest.raises(SignatureRefused):
            verifier.verify_detached(signature, BODY)

    def test_without_a_signature_is_not_taken(self, verifier: Verifier) -> None:
        protected = b64encode(b'{"alg":"none","kid":"2026-1"}').decode().rstrip("=")
        with pytest.raises(SignatureRefused):
            verifier.verify_detached(f"{protected}..", BODY)


class TestJwks:
    def test_can_be_read_by_those_we_give_it_to(self, signer: Signer) -> None:
        assert read_jwks(signer.jwks()) == {"2026-1": signer.key.public_key()}

    @pytest.mark.parametrize(
        "keys",
        [
            [{"kty": "oct", "kid": "k", "k": "AAAA"}],
            [{"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}],
        ],
    )
    def test_without_a_fitting_key_is_none(self, keys: list[dict[str, str]]) -> None:
        with pytest.raises(ValueError, match=r"kid|usable"):
            read_jwks({"keys": keys})
