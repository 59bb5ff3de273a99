import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

import httpx

from tests.ussd_gateway.channels.documented import documented
from tests.ussd_gateway.channels.suite import (
    FORM,
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
)
from ussd_gateway.messages import OutboxState

TOML = """
[channels.external]
type = "external"
path_secret = { env = "EXTERNAL_PATH_SECRET" }
addresses = ["127.0.0.0/8"]
number = "16100"
signature = { header = "X-Hub-Signature", secret = { env = "EXTERNAL_KEY" }, prefix = "sha256=" }

[channels.external.inbound]
format = "form"
id = "msgid"
from = "msisdn"
to = "shortcode"
text = "msg"
answer = { status = 200, body = "ACK" }

[channels.external.status]
format = "form"
id = "msgid"
our_id = "ref"
status = "state"
opted_out = ["BLACKLST"]
other_operator = ["PORTED"]
try_again = ["BUSY"]
slow_down = ["FAST"]

[channels.external.status.states]
ENROUTE = "accepted"
ACCEPTD = "sent"
DELIVRD = "delivered"
UNDELIV = "failed"
BLACKLST = "failed"
PORTED = "failed"
BUSY = "failed"
FAST = "failed"

[channels.external.outbound]
url = "https://form.external.example/send?account=7"
format = "form"
number_form = "without_plus"
id = "data.0.id"

[channels.external.outbound.code]
field = "status"
accepted = ["0"]
try_again = ["5"]
slow_down = ["11"]
refused = ["7"]
opted_out = ["9"]
other_operator = ["8"]

[channels.external.outbound.fields]
to = "{recipient}"
msg = "{text}"
ref = "{id}"
from = "{sender}"
key = { env = "EXTERNAL_KEY" }

[channels.external-json]
type = "external"
path_secret = { env = "EXTERNAL_PATH_SECRET" }
addresses = ["127.0.0.0/8"]
number = "+8809612345678"
secret_header = { name = "X-Api-Key", secret = { env = "EXTERNAL_KEY" } }

[channels.external-json.inbound]
format = "json"
from = "sms.from"
text = "sms.text"
time = "sms.at"

[channels.external-json.outbound]
url = "https://json.external.example/v2/sms"
method = "PUT"
format = "json"
headers = { Authorization = { env = "EXTERNAL_KEY" }, Accept = "application/json" }
number_form = "national"
id = "messages.0.id"
http = { accepted = ["202"], try_again = ["404"], refused = ["400"], opted_out = ["410"] }

[channels.external-json.outbound.fields]
messages = [{ to = "{recipient}", body = "{text}", flash = false }]
auth = { token = { env = "EXTERNAL_KEY" } }

[channels.external-query]
type = "external"
path_secret = { env = "EXTERNAL_PATH_SECRET" }
addresses = ["127.0.0.0/8"]
number = "16100"

[channels.external-query.inbound]
method = "GET"
format = "query"
id = "id"
from = "from"
text = "text"

[channels.external-query.status]
method = "GET"
format = "query"
our_id = "ref"
status = "s"
states = { 1 = "delivered" }

[channels.external-query.outbound]
url = "https://query.external.example/send?account=7"
method = "GET"
format = "query"
fields = { to = "{recipient}", text = "{text}", ref = "{id}" }
"""
TOML += documented("jasmin").replace("192.0.2.20", "127.0.0.1")
ENVIRONMENT = {
    "EXTERNAL_PATH_SECRET": "e" * 32,
    "EXTERNAL_KEY": "external-key",
    "JASMIN_PATH_SECRET": "j" * 32,
    "JASMIN_PASSWORD": "jasmin-password",
}


def form(path: str, fields: Fields, key: str = "external-key") -> Request:
    path = f"/channels/external/{path}/{'e' * 32}"
    return sign(Request(path, urlencode(fields).encode(), FORM), key)


def sign(request: Request, key: str = "external-key") -> Request:
    signature = hmac.new(key.encode(), request.body, hashlib.sha256).hexdigest()
    return replace(request, headers={**request.headers, "X-Hub-Signature": f"sha256={signature}"})


def as_json(fields: Fields, key: str = "external-key", path_secret: str = "e" * 32) -> Request:
    body = {"sms": {name.removeprefix("sms."): value for name, value in fields.items()}}
    path = f"/channels/external-json/inbound/{path_secret}"
    return Request(path, json.dumps(body).encode(), {"X-Api-Key": key})


def query(route: str, fields: Fields, path_secret: str = "e" * 32) -> Request:
    path = f"/channels/external-query/{route}/{path_secret}?{urlencode(fields)}"
    return Request(path, method="GET")


def report(word: str, theirs: str, ours: str) -> Request:
    return form("status", {"msgid": theirs, "state": word, "ref": ours})


def form_sent(request: httpx.Request) -> tuple[str, str]:
    sent = parse_qs(request.content.decode())
    return f"+{sent['to'][0]}", sent["msg"][0]


def json_sent(request: httpx.Request) -> tuple[str, str]:
    [sent] = json.loads(request.content)["messages"]
    return sent["to"].replace("0", "+880", 1), sent["body"]


def coded(code: object, **fields: object) -> httpx.Response:
    return httpx.Response(200, json={"status": code} | fields)


SPEAKS = [
    InboundSms(
        channel="external",
        names={"id": "msgid", "from": "msisdn", "to": "shortcode", "text": "msg"},
        fields=lambda: {
            "msgid": str(uuid4()),
            "msisdn": "8801712345678",
            "shortcode": "16100",
            "msg": "amar bhatar taka ashe nai",
            "operator": "GP",
        },
        request=lambda fields: form("inbound", fields),
        stranger=lambda fields: form("inbound", fields, "wrong"),
        sign=sign,
    ),
    StatusReports(
        channel="external",
        states={
            "ENROUTE": OutboxState.ACCEPTED,
            "ACCEPTD": OutboxState.SENT,
            "DELIVRD": OutboxState.DELIVERED,
            "UNDELIV": OutboxState.FAILED,
            "BLACKLST": OutboxState.FAILED,
        },
        unknown="delivrd",
        request=report,
        moved=[partial(report, "PORTED")],
        passing=[
            (partial(report, "BUSY"), "external:BUSY"),
            (partial(report, "FAST"), "external:FAST"),
        ],
    ),
    OutgoingSms(
        channel="external",
        host="form.external.example",
        read=form_sent,
        accept=lambda id_: coded(0, data=[{"id": id_}]),
        deferred=[
            (coded(5), "external:5"),
            (coded(6), "unknown_code"),
            (httpx.Response(200, json={}), "answer_without_code"),
            (httpx.Response(500), "http:500"),
        ],
        refused=[(coded(7), "external:7")],
        opted_out=(coded(9), "external:9"),
        moved=[(coded(8), "external:8")],
    ),
    InboundSms(
        channel="external-json",
        names={"id": None, "from": "sms.from", "to": None, "text": "sms.text"},
        fields=lambda: {
            "sms.from": "+8801712345678",
            "sms.text": "amar bhatar taka ashe nai",
            "sms.at": datetime.now(UTC).isoformat(),
        },
        request=as_json,
        stranger=lambda fields: as_json(fields, "wrong"),
    ),
    OutgoingSms(
        channel="external-json",
        host="json.external.example",
        read=json_sent,
        accept=lambda id_: httpx.Response(202, json={"messages": [{"id": id_}]}),
        deferred=[
            (httpx.Response(404), "http:404"),
            (httpx.Response(503), "http:503"),
            (httpx.Response(200, json={"messages": [{"id": "x"}]}), "http:200"),
            (httpx.Response(202, json={}), "answer_without_id"),
        ],
        refused=[(httpx.Response(400), "http:400")],
        opted_out=(httpx.Response(410), "http:410"),
    ),
    InboundSms(
        channel="external-query",
        names={"id": "id", "from": "from", "to": None, "text": "text"},
        fields=lambda: {
            "id": str(uuid4()),
            "from": "01712345678",
            "text": "amar bhatar taka ashe nai",
        },
        request=lambda fields: query("inbound", fields),
        stranger=lambda fields: query("inbound", fields, "x" * 32),
        nonsense=(),
    ),
]
