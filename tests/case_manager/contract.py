"""What the tests of the contract speak with: examples, sent as they stand, to the application."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from itsdangerous import URLSafeSerializer

EXAMPLES = Path(__file__).parents[1] / "contract" / "examples"
CONVERSATION = UUID("5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11")
PHONE = "+8801712345678"
NOW_SECONDS = 1795413600  # 2026-11-23 06:00 UTC, the moment of these tests


def grant(conversation_id=CONVERSATION, expires_at=NOW_SECONDS + 120, key="grant-key"):
    claims = {
        "conversation_id": str(conversation_id),
        "message_id": "0197f3aa-1111-7c00-8000-00000000000a",
        "expires_at": expires_at,
    }
    return URLSafeSerializer(key, salt="grant").dumps(claims)


TOKENS = {
    "Bearer <service token>": "Bearer case-manager-token",
    "Grant <grant>": f"Grant {grant()}",
    "Grant <expired>": f"Grant {grant(expires_at=NOW_SECONDS)}",
}


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def send(client, request):
    headers = dict(request["headers"])
    headers["Authorization"] = TOKENS[headers["Authorization"]]
    return client.request(request["method"], request["path"], headers=headers, json=request["body"])


def check(client, name):
    told = example(name)
    answer = send(client, told["request"])
    assert (answer.status_code, answer.json()) == (
        told["response"]["status"],
        told["response"]["body"],
    )


@pytest.fixture
def conversation(world):
    return world.conversation(PHONE, CONVERSATION)


@pytest.fixture
def rahima(world, conversation):
    return world.person(PHONE)


def set_reference(session, case, reference="48210934"):
    case.reference = reference
    session.commit()
