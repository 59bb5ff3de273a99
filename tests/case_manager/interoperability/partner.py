"""Another system that asks us, with everything right but for what a test changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from case_manager.interoperability.peer import SignatureForm
from case_manager.interoperability.signatures import Signer, compact

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NID = "1965269250123"
SECRET = "a-secret-of-the-partner-of-32-letters"
SEARCH, ENROLLED = "/registry/sync/search", "/registry/sync/enrolled"
BASE = "/dci/v1.0.0"
ONE_REGISTRY = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }
[peers.dss]
type = "registry"
id = "dss-ibr"
url = "https://dss.test"
signature = "body"
[programmes.oaa]
source = "both"
code = "OAA"
registry = "dss"
"""
FILE = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }

[programmes.oaa]
source = "file"
code = "OAA"

[programmes.wda]
source = "file"
code = "WDA"

[partners.mis]
id = "mis"
keys = "mis.json"
client_secret = { env = "PARTNER" }
programmes = ["oaa"]
purposes = ["duplicates"]
questions_a_day = 40
told = ["name", "sex", "birth"]

[partners.shy]
id = "shy"
keys = "mis.json"
client_secret = { env = "PARTNER" }
programmes = ["oaa"]
purposes = ["duplicates"]
asks = ["enrolled"]
"""
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PURPOSE = {"authorize": {"purpose": {"code": "duplicates"}}}


@dataclass
class Partner:
    client: httpx.Client
    id: str = "mis"
    key: Ed25519PrivateKey = KEY
    form: SignatureForm = SignatureForm.BODY
    sent: int = field(default=0)

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": self.id, "client_secret": SECRET}
        return str(self.client.post(f"{BASE}/oauth2/token", data=form).json()["access_token"])

    def header(self, **changes: Any) -> dict[str, Any]:
        self.sent += 1
        return {
            "version": "1.0.0",
            "message_id": f"m-{self.sent}",
            "message_ts": NOW.isoformat(),
            "action": "search",
            "sender_id": self.id,
            "receiver_id": "nalish",
            "total_count": 1,
        } | changes

    def post(
        self, path: str, message: Any, *, header: Any = None, headers: Any = None
    ) -> httpx.Response:
        header = self.header() if header is None else header
        signer = Signer(self.id, "mis-1", self.key)
        signature = ""
        if self.form is SignatureForm.BODY:
            signature = signer.sign_in_body(header, message, namespace="dci", now=NOW)
        body = compact({"signature": signature, "header": header, "message": message})
        own = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        if self.form is SignatureForm.HEADER:
            own["Signature"] = signer.sign_detached(body)
        return self.client.post(f"{BASE}{path}", content=body, headers=own | (headers or {}))

    def search(self, *questions: Any, **header: Any) -> dict[str, Any]:
        message = {"transaction_id": "T1", "search_request": list(questions)}
        said = self.header(**({"total_count": len(questions)} | header))
        answer = self.post(SEARCH, message, header=said)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def question(
    value: Any = NID, kind: str = "NID", reference: Any = "R1", **changes: Any
) -> dict[str, Any]:
    criteria = {"query_type": "idtype-value", "query": {"type": kind, "value": value}, **PURPOSE}
    return {
        "reference_id": reference,
        "timestamp": NOW.isoformat(),
        "search_criteria": criteria | changes,
    }


def enrolment_criteria(person: Any = NID, programme: Any = "OAA") -> dict[str, Any]:
    query = {
        "person_identifier": {"eq": person},
        "programme_identifier.program.programme_identifier": {"eq": programme},
    }
    criteria = {"query_type": "expression", "query": query}
    return {"transaction_id": "T1", "enrolled_criteria": criteria}
