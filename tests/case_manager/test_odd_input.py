"""Whatever is sent to whichever address: it is refused or understood, and never our mistake."""

import hashlib
import json
import re
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from case_manager.models import OutgoingMessage, SignInSession
from case_manager.vocabulary import Channel, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
CONVERSATION = UUID("5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11")
FORM_TOKEN = "the-form-s-token"
SESSION_TOKEN = "token-of-salma"
ODD = {
    "nul": "a\0b@x.org",
    "half a character": "\ud800",
    "other digits": "²৩٣",
    "giant": "9" * 20_000,
    "lines": "a\r\nb\t\x7f\x1b",
}
JSON = {"Content-Type": "application/json"}
EVENTS = [{"event_id": str(UUID(int=n)), "occurred_at": NOW.isoformat()} for n in (11, 12, 13)]
CONVERSATION_ID = {"conversation_id": str(CONVERSATION)}
WORDS = {"text": "words", "language": "bn"}
BODIES = {
    "/api/v1/conversations/{conversation_id}": [{"phone": "+8801712345678", "language": "bn"}],
    "/api/v1/conversations/{conversation_id}/identity-checks": [
        {"nid_last4": "1234", "birth_year": 1952},
        {"identifier": "BEN0001", "birth_year": 1952},
    ],
    "/api/v1/cases": [
        CONVERSATION_ID
        | {"category": "information", "description": "words", "channel": "sms", "language": "bn"}
        | {"payment_id": None, "programme": None, "missing_since": None}
        | {"told": {"role": "agent"}, "is_anonymous": True}
    ],
    "/api/v1/cases/{reference}/messages": [CONVERSATION_ID | WORDS],
    "/api/v1/cases/{reference}/withdrawals": [CONVERSATION_ID | WORDS],
    "/api/v1/cases/{reference}/appeals": [CONVERSATION_ID | WORDS | {"channel": "sms"}],
    "/api/v1/cases/{reference}/remedy-answers": [CONVERSATION_ID | WORDS | {"came": False}],
    "/api/v1/cases/{reference}/call-backs": [CONVERSATION_ID | WORDS | {"call_time": "midday"}],
    "/api/v1/cases/{reference}/satisfaction": [CONVERSATION_ID | {"score": 3}],
    "/api/v1/eligibility": [
        {"facts": {"age": 61, "sex": "female"}, "receives": ["oaa"], "programmes": ["oaa"]}
    ],
    "/api/v1/events": [
        EVENTS[0]
        | {"kind": "delivery_changed", "message_id": str(UUID(int=4))}
        | {"status": "failed", "reason": "absent"},
        EVENTS[1]
        | CONVERSATION_ID
        | {"kind": "message_unanswered", "message_id": str(UUID(int=4)), "channel": "sms"}
        | {"language": "bn", "text": "words"},
        EVENTS[2] | CONVERSATION_ID | {"kind": "opted_out"},
    ],
}

odd_input = pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())


@pytest.fixture
def case(session, world):
    user = world.user(Role.ADMINISTRATOR)
    world.person()
    session.add(
        SignInSession(
            token_hash=hashlib.sha256(SESSION_TOKEN.encode()).digest(),
            user_id=user.id,
            csrf_token=FORM_TOKEN,
            created_at=NOW,
            last_seen_at=NOW,
        )
    )
    conversation = world.conversation(conversation_id=CONVERSATION)
    case = world.case(conversation=conversation, channel=Channel.USSD)
    session.scalars(select(OutgoingMessage)).one().id = UUID(int=4)  # it can be delivered
    session.commit()
    return case


@pytest.fixture
def routes(app):
    return [(method, *route) for route in walk(app) for method in route[1].methods]


def walk(router, prefix=""):
    """Every route with its path; routers that were included keep lists of their own."""
    for route in router.routes:
        if inner := getattr(route, "original_router", None):
            yield from walk(inner, prefix + route.include_context.prefix)
        elif isinstance(route, APIRoute):
            yield prefix + route.path, route


@pytest.fixture
def send(client, case):
    """As a signed-in user, or with the token or the grant that the address asks for."""

    def send(method, path, headers=None, **request):
        client.cookies.set("nalish_session", SESSION_TOKEN)
        answer = client.request(method, path, headers=signed(method, path, headers), **request)
        assert answer.status_code < 500, (method, path[:100])
        return answer

    return send


def signed(method, path, headers):
    own = {"X-CSRF-Token": FORM_TOKEN, "Idempotency-Key": str(uuid4()), **(headers or {})}
    if path.startswith("/api/"):
        for_services = method == "PUT" or path.startswith("/api/v1/events")
        own["Authorization"] = "Bearer case-manager-token" if for_services else grant()
    return own


def grant():
    claims = CONVERSATION_ID | {
        "message_id": str(UUID(int=1)),
        "expires_at": int(NOW.timestamp()) + 120,
    }
    return f"Grant {URLSafeSerializer('grant-key', salt='grant').dumps(claims)}"


def form_fields(route):
    """Each by itself, also where a form has a class of its own."""
    for field in route.dependant.body_params:
        kind = field.field_info.annotation
        yield from getattr(kind, "model_fields", [field.alias])


def known(path, case):
    return filled(path, case.reference, CONVERSATION)


def filled(path, text, identifier):
    """`text` where an address holds text, `identifier` where it holds the id of something."""
    return re.sub(r"{(\w+)}", lambda gap: str(identifier if "_id" in gap[1] else text), path)


def encoded(text):
    return quote(text.encode("utf-8", "surrogatepass"))


class TestEveryRoute:
    def test_the_walk_reaches_them(self, routes):
        paths = {path for _, path, _ in routes}
        assert {"/sign-in", "/cases/{reference}/replies", *BODIES} <= paths

    @odd_input
    def test_in_the_address(self, send, routes, odd):
        segment = encoded(odd)[:2_000]
        for method, path, _ in routes:
            if "{" in path:
                send(method, filled(path, segment, segment))
                send(method, filled(path, f"1{segment}", CONVERSATION))

    @odd_input
    def test_in_the_query(self, send, routes, case, odd):
        for method, path, route in routes:
            for field in route.dependant.query_params:
                send(method, f"{known(path, case)}?{field.alias}={encoded(odd)}")

    @odd_input
    def test_in_a_form(self, send, routes, case, odd):
        form = {"text": "words", "decision": "upheld", "decided_on": "2026-11-23"}
        for method, path, route in routes:
            if path.startswith("/api/"):
                continue
            for name in form_fields(route):
                send(method, known(path, case), **sent(form | {name: odd}))

    def test_in_the_token_of_a_form(self, client, case):
        client.cookies.set("nalish_session", SESSION_TOKEN)
        token = sent({"csrf_token": ODD["half a character"]})
        assert client.post(f"/cases/{case.reference}/assignments", **token).status_code == 403

    @odd_input
    def test_in_json(self, send, routes, case, odd):
        for method, path, _ in routes:
            for body in BODIES.get(path, []) if method != "GET" else []:
                odd_ones = [odd, [odd], body | {odd: 1}] + [body | {name: odd} for name in body]
                for each in odd_ones:
                    send(method, known(path, case), content=json.dumps(each), headers=JSON)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Host", "["),
            ("Referer", "http://["),
            ("HX-Current-URL", "http://["),
            ("Accept-Language", "\xff;q=x,,;"),
            ("Authorization", "Grant \xff"),
            ("Authorization", "Bearer \xff"),
            ("Idempotency-Key", "\xff"),
            ("X-CSRF-Token", "\xff"),
            ("Cookie", 'nalish_session="\\000\\012"'),
            ("Cookie", 'nalish_visit="' + "\\012" * 43 + '"'),
            ("Content-Type", "multipart/form-data"),
            ("Content-Type", "application/json; charset=\xff"),
        ],
    )
    def test_in_a_header(self, client, routes, case, name, value):
        raw = [(name.encode(), value.encode("latin-1"))]
        for method, path, _ in routes:
            answer = client.request(method, known(path, case), headers=raw, content=b"{}")
            assert answer.status_code < 500, (method, path)


def sent(form):
    """A browser can send all of them but half a character, which needs an odd charset."""
    return escaped(form) if ODD["half a character"] in form.values() else {"data": form}


def escaped(form):
    """In a charset of which each ASCII escape becomes what it stands for, halves included."""
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in form.items()
    )
    return {
        "content": f"{parts}--edge--\r\n".encode("raw_unicode_escape"),
        "headers": {"Content-Type": "multipart/form-data; boundary=edge; charset=unicode_escape"},
    }
