"""Others ask us: who may, and which messages are taken."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from case_manager.app import create_app
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.peer import SignatureForm
from case_manager.interoperability.signatures import Signer, read_jwks
from case_manager.models import PartnerMessage
from tests.case_manager.conftest import InProcess
from tests.case_manager.interoperability import specifications
from tests.case_manager.interoperability.conftest import SEED_TEXT
from tests.case_manager.interoperability.partner import (
    BASE,
    ENROLLED,
    NOW,
    SEARCH,
    SECRET,
    Partner,
    enrolment_criteria,
    question,
)
from tests.case_manager.settings import make_settings


@pytest.fixture
def beside(live_url: str, live_engine: Engine, file: Path) -> Callable[..., dict[str, Any]]:
    """Asks an application whose messages have transactions of their own; the header answered."""
    app = create_app(make_settings(live_url), engine=live_engine, clock=lambda: NOW)
    environment = {"OUR_KEY": SEED_TEXT, "PARTNER": SECRET}
    app.state.interoperability = read_interoperability(file, environment)
    with live_engine.begin() as database:
        database.execute(delete(PartnerMessage))

    def ask(message_id: str, *questions: Any) -> dict[str, Any]:
        with httpx.Client(transport=InProcess(app), base_url="http://desk.test") as client:
            answer = Partner(client).search(*questions, message_id=message_id)
        return dict(answer["header"])

    return ask


def _is_kept(engine: Engine, partner: str) -> bool:
    with Session(engine) as session:
        kept = select(PartnerMessage).where(PartnerMessage.partner == partner)
        return session.scalars(kept).first() is not None


@pytest.mark.usefixtures("enrolled")
class TestWhoMayAsk:
    MESSAGE = {"transaction_id": "T1", "search_request": [question()]}  # noqa: RUF012

    def refused(self, answer: httpx.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["errors"][0]["code"]

    @pytest.mark.parametrize("form", [SignatureForm.BODY, SignatureForm.HEADER])
    def test_who_signs(self, partner: Partner, form: SignatureForm) -> None:
        partner.form = form
        assert partner.post(SEARCH, self.MESSAGE).json()["header"]["status"] == "succ"

    @pytest.mark.parametrize("form", [SignatureForm.BODY, SignatureForm.HEADER])
    def test_not_who_signs_as_another(self, partner: Partner, form: SignatureForm) -> None:
        partner.form, partner.key = form, Ed25519PrivateKey.generate()
        refused = self.refused(partner.post(SEARCH, self.MESSAGE))
        assert refused == (401, "err.signature.invalid")

    def test_not_who_does_not_sign(self, partner: Partner) -> None:
        partner.form = SignatureForm.NONE
        refused = self.refused(partner.post(SEARCH, self.MESSAGE))
        assert refused == (401, "err.signature.missing")

    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer x", "Basic bWlzOnNlY3JldA==", "Grant x"]
    )
    def test_not_without_a_token(self, partner: Partner, authorization: str) -> None:
        headers = {"Authorization": authorization}
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_with_a_token_that_is_over(self, partner: Partner, app: FastAPI) -> None:
        headers = {"Authorization": f"Bearer {partner.token()}"}
        app.state.clock = lambda: NOW + timedelta(minutes=10)
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_with_anothers_token(self, partner: Partner) -> None:
        headers = {"Authorization": f"Bearer {Partner(partner.client, 'shy').token()}"}
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.request.unauthorized")

    def test_not_a_stranger(self, partner: Partner) -> None:
        header = partner.header(sender_id="stranger")
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (401, "err.sender_id.invalid")

    def test_not_in_a_message_for_another(self, partner: Partner) -> None:
        header = partner.header(receiver_id="another")
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (403, "err.receiver_id.invalid")

    def test_not_in_secret(self, partner: Partner) -> None:
        header = partner.header(is_msg_encrypted=True)
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, header=header))
        assert refused == (400, "err.encryption.invalid")

    def test_not_what_was_not_agreed_on(self, partner: Partner) -> None:
        shy = Partner(partner.client, "shy")
        refused = self.refused(shy.post(SEARCH, self.MESSAGE))
        assert refused == (403, "err.request.forbidden")

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", "the body is no JSON"),
            (b"{", "the body is no JSON"),
            (b"[]", "the body is no object"),
            (b"7", "the body is no object"),
            (b"\xff", "the body is not written in UTF-8"),
            (b'{"header": {"a": "\xed\xa0\x80"}}', "the body is not written in UTF-8"),
            (b'{"header": {"a": "\\ud800"}}', "a text has half a character of UTF-16"),
            (b"[" * 9000, "the body is nested too deeply"),
            (b'{"header": ' * 500 + b"1" + b"}" * 500, "the body is nested too deeply"),
            (b'{"a": NaN}', "NaN and Infinity are no numbers of JSON"),
            (b'{"a": 1e999}', "a number is out of range"),
            (b'{"a": ' + b"9" * 5000 + b"}", "a number has too many digits"),
            (b"{}", "the message has no header with a message_id"),
            (b'{"header": []}', "the message has no header with a message_id"),
        ],
    )
    def test_not_in_what_is_no_message(self, partner: Partner, body: bytes, words: str) -> None:
        answer = partner.client.post(f"{BASE}{SEARCH}", content=body)
        assert self.refused(answer) == (400, "err.request.bad")
        assert answer.json()["errors"][0]["message"] == words

    def test_not_in_a_message_without_end(self, partner: Partner) -> None:
        answer = partner.client.post(f"{BASE}{SEARCH}", content=b" " * (64 * 1024 + 1))
        assert answer.status_code == 413
        assert answer.json()["detail"] == "no more than 65536 bytes, please"

    @pytest.mark.parametrize(
        "signature",
        ["a" * 60_000, f"{urlsafe_b64encode(b'[' * 1400).decode()}..x", "..", "\u00e9..x"],
    )
    def test_not_with_a_signature_that_nobody_can_read(
        self, partner: Partner, signature: str
    ) -> None:
        headers = {"Signature": signature.encode("latin-1")}
        refused = self.refused(partner.post(SEARCH, self.MESSAGE, headers=headers))
        assert refused == (401, "err.signature.invalid")

    def test_nobody_without_a_file(self, client: httpx.Client) -> None:
        assert client.get(f"{BASE}/.well-known/jwks.json").status_code == 404
        body = {"header": Partner(client).header()}
        assert self.refused(client.post(f"{BASE}{SEARCH}", json=body))[0] == 401


class TestToken:
    @pytest.mark.parametrize(
        ("form", "status", "error"),
        [
            ({}, 400, "unsupported_grant_type"),
            ({"client_id": "mis", "client_secret": "x"}, 401, "invalid_client"),
            ({"client_id": "stranger", "client_secret": SECRET}, 401, "invalid_client"),
            ({"client_id": "stranger", "client_secret": ""}, 401, "invalid_client"),
        ],
    )
    def test_is_for_partners(
        self, partner: Partner, form: dict[str, str], status: int, error: str
    ) -> None:
        if form:
            form = {"grant_type": "client_credentials"} | form
        answer = partner.client.post(f"{BASE}/oauth2/token", data=form)
        assert (answer.status_code, answer.json()) == (status, {"error": error})

    def test_is_kept_by_nobody_on_the_way(self, partner: Partner) -> None:
        form = {"grant_type": "client_credentials", "client_id": "mis", "client_secret": SECRET}
        answer = partner.client.post(f"{BASE}/oauth2/token", data=form)
        assert answer.headers["Cache-Control"] == "no-store"
        assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 600)


class TestKeys:
    def test_are_shown(self, partner: Partner, signer: Signer) -> None:
        answer = partner.client.get(f"{BASE}/.well-known/jwks.json").json()
        assert read_jwks(answer) == {"2026-1": signer.key.public_key()}
        problems = specifications.schema_problems("dci/jwks_core_api", "JWKSResponse", answer)
        assert problems == []


@pytest.mark.usefixtures("enrolled")
class TestHeader:
    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ({"version": "2.0.0"}, "rjct.version.invalid"),
            ({"message_ts": "yesterday"}, "rjct.message_ts.invalid"),
            ({"message_ts": None}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T06:00:00"}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T06:11:00+00:00"}, "rjct.message_ts.invalid"),
            ({"message_ts": "2026-11-23T05:49:00+00:00"}, "rjct.message_ts.invalid"),
            ({"action": ""}, "rjct.action.invalid"),
            ({"action": 7}, "rjct.action.invalid"),
            ({"action": "link"}, "rjct.action.not_supported"),
            ({"total_count": 2}, "rjct.total_count.invalid"),
            ({"total_count": True}, "rjct.total_count.invalid"),
            ({"total_count": None}, "rjct.total_count.invalid"),
        ],
    )
    def test_is_refused_with_its_reason(
        self, partner: Partner, header: dict[str, Any], code: str
    ) -> None:
        answer = partner.search(question(), **header)
        assert answer["header"]["status"] == "rjct"
        assert answer["header"]["status_reason_code"] == code
        assert "message" not in answer
        assert specifications.response_problems(specifications.IBR, SEARCH, answer) == []

    @pytest.mark.parametrize(
        "header",
        [
            {"total_count": "1"},
            {"action": "on-search"},
            {"receiver_id": ""},
            {"message_ts": "2026-11-23T12:09:00+06:00"},
        ],
    )
    def test_is_taken_as_senders_write_it(self, partner: Partner, header: dict[str, Any]) -> None:
        assert partner.search(question(), **header)["header"]["status"] == "succ"

    def test_comes_once(self, partner: Partner) -> None:
        first = partner.search(question(), message_id="same")
        again = partner.search(question(), message_id="same")
        assert first["header"]["status"] == "succ"
        assert again["header"]["status_reason_code"] == "rjct.message_id.duplicate"
        assert again["header"]["status_reason_message"] == "this message_id came before"

    def test_of_another_partner_may_have_the_same_id(self, partner: Partner) -> None:
        partner.search(question(), message_id="same")
        shy = Partner(partner.client, "shy")
        criteria = enrolment_criteria()
        header = shy.header(message_id="same")
        assert shy.post(ENROLLED, criteria, header=header).json()["header"]["status"] == "succ"

    def test_has_a_limit_at_once(self, partner: Partner) -> None:
        questions = [question(reference=f"R{number}") for number in range(21)]
        code = partner.search(*questions)["header"]["status_reason_code"]
        assert code == "rjct.total_count.limit_exceeded"

    def test_has_a_limit_a_day(self, partner: Partner, session: Session) -> None:
        questions = [question(reference=f"R{number}") for number in range(20)]
        for _ in range(2):
            assert partner.search(*questions)["header"]["status"] == "succ"
        code = partner.search(question())["header"]["status_reason_code"]
        assert code == "rjct.total_count.limit_exceeded"
        for message in session.scalars(select(PartnerMessage)):
            message.received_at = NOW - timedelta(days=1)
        assert partner.search(question())["header"]["status"] == "succ"

    def test_counts_for_the_day_side_by_side(self, beside: Callable[..., dict[str, Any]]) -> None:
        questions = [question(reference=f"R{number}") for number in range(10)]
        with ThreadPoolExecutor(8) as pool:
            headers = [*pool.map(lambda number: beside(f"beside-{number}", *questions), range(8))]
        assert [header["status"] for header in headers].count("succ") == 4

    def test_waits_for_no_other_to_be_answered(
        self, live_engine: Engine, beside: Callable[..., dict[str, Any]]
    ) -> None:
        with ThreadPoolExecutor(2) as pool:
            with live_engine.begin() as slow:
                slow.execute(text("LOCK TABLE cases.identifiers IN ACCESS EXCLUSIVE MODE"))
                waiting = pool.submit(beside, "slow", question())
                while not _is_kept(live_engine, "mis"):
                    assert not waiting.done()
                again = pool.submit(beside, "slow", question()).result(timeout=10)
            assert again["status_reason_code"] == "rjct.message_id.duplicate"
            assert waiting.result(timeout=10)["status"] == "succ"

    def test_stands_before_too_many_mistakes(self, partner: Partner) -> None:
        questions = [question("?", reference=f"R{number}") for number in range(11)]
        code = partner.search(*questions)["header"]["status_reason_code"]
        assert code == "rjct.errors.too_many"
        assert partner.search(*questions[:10])["header"]["status"] == "succ"
