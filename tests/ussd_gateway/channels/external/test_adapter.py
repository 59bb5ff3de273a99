import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.ussd_gateway.channels.external.provider import as_json, coded, form, query, report
from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send
from tests.ussd_gateway.channels.suite import Request
from tests.ussd_gateway.harness import Gateway, make_channel
from ussd_gateway.channels.external.channel import External
from ussd_gateway.channels.external.client import in_form
from ussd_gateway.channels.external.settings import NumberForm
from ussd_gateway.channels.external.templates import at, fill
from ussd_gateway.channels.signatures import Digest, Encoding, check_hmac
from ussd_gateway.errors import SignatureRefused

pytestmark = pytest.mark.anyio
FORM = {"msgid": "m-1", "msisdn": "8801712345678", "shortcode": "16100", "msg": "salam"}
JSON = {"sms.from": "+8801712345678", "sms.text": "salam", "sms.at": "29-11-2026 12:00:00"}
QUERY = {"id": "m-1", "from": "01712345678", "text": "নমস্কার"}


async def ask(gateway: Gateway, request: Request) -> httpx.Response:
    return await gateway.web.request(
        request.method, request.path, content=request.body, headers=dict(request.headers)
    )


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


class TestInbound:
    async def test_it_is_answered_as_the_file_says(self, gateway: Gateway) -> None:
        response = await ask(gateway, form("inbound", FORM))
        assert (response.status_code, response.text) == (200, "ACK")
        assert response.headers["content-type"].startswith("text/plain")

    async def test_a_query_is_read_as_well(self, gateway: Gateway) -> None:
        assert (await ask(gateway, query("inbound", QUERY))).status_code == 200
        assert await gateway.rows("SELECT provider_message_id, recipient FROM gateway.inbox") == [
            ("m-1", "16100")
        ]

    async def test_another_method_is_refused(self, gateway: Gateway) -> None:
        request = replace(query("inbound", QUERY), method="POST")
        assert (await ask(gateway, request)).status_code == 405

    async def test_numbers_in_json_are_read(self, gateway: Gateway) -> None:
        said = JSON | {"sms.from": 8801712345678, "sms.at": 1795932000}
        assert (await ask(gateway, as_json(said))).status_code == 200
        assert await recorded(gateway) == 1

    @pytest.mark.parametrize("value", [True, ["x"], {"x": 1}])
    async def test_no_other_value_is(self, gateway: Gateway, value: Any) -> None:
        assert (await ask(gateway, as_json(JSON | {"sms.text": value}))).status_code == 422

    def test_what_the_file_does_not_describe_is_not_heard(self) -> None:
        channel = make_channel("external", httpx.MockTransport(lambda _: httpx.Response(500)))
        assert isinstance(channel, External)
        assert set(channel.routes) == {"inbound", "status"}
        silent = channel.config.model_copy(update={"inbound": None, "status": None})
        assert replace(channel, config=silent).routes == {}


class TestWithoutAnId:
    async def test_one_sent_again_is_one_message(self, gateway: Gateway) -> None:
        for _ in range(2):
            assert (await ask(gateway, as_json(JSON))).status_code == 200
        assert await recorded(gateway) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"sms.at": "29-11-2026 12:00:01"},
            {"sms.text": "salaam"},
            {"sms.from": "+8801812345678"},
        ],
    )
    async def test_any_difference_makes_two(
        self, gateway: Gateway, changes: dict[str, str]
    ) -> None:
        for fields in (JSON, JSON | changes):
            await ask(gateway, as_json(fields))
        assert await recorded(gateway) == 2

    @pytest.mark.parametrize("moment", [None, "", " "])
    async def test_nor_a_moment_it_is_refused(self, gateway: Gateway, moment: str | None) -> None:
        response = await ask(gateway, as_json(JSON | {"sms.at": moment}))
        assert (response.status_code, response.json()["detail"]) == (422, "sms.at is missing")
        assert await recorded(gateway) == 0

    async def test_its_id_tells_nothing(self, gateway: Gateway) -> None:
        await ask(gateway, as_json(JSON))
        id_ = await gateway.value("SELECT provider_message_id FROM gateway.inbox")
        plain = hashlib.sha256(json.dumps(list(JSON.values())).encode()).hexdigest()
        assert (len(id_), id_ != plain) == (64, True)


class TestVerify:
    @pytest.mark.parametrize(
        "request_",
        [
            as_json(JSON, key=""),
            as_json(JSON, path_secret="x" * 32),
            query("inbound", QUERY, "x" * 32),
            replace(form("inbound", FORM), headers={}),
            replace(form("inbound", FORM), headers={"X-Hub-Signature": "0" * 64}),
            replace(form("inbound", FORM), body=b"msgid=m-2"),
        ],
    )
    async def test_the_path_alone_is_not_enough(self, gateway: Gateway, request_: Request) -> None:
        response = await ask(gateway, request_)
        assert (response.status_code, response.json()["error"]) == (403, "SignatureRefused")
        assert await recorded(gateway) == 0

    @pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
    @pytest.mark.parametrize("encoding", ["hex", "base64"])
    def test_signatures_of_many_kinds(self, digest: Digest, encoding: Encoding) -> None:
        mac = hmac.new(b"key", b"body", digest)
        given = mac.hexdigest() if encoding == "hex" else base64.b64encode(mac.digest()).decode()
        check_hmac(given, secret=b"key", signed=b"body", digest=digest, encoding=encoding)
        for wrong in (given[:-1], "", "কখ"):
            with pytest.raises(SignatureRefused):
                check_hmac(wrong, secret=b"key", signed=b"body", digest=digest, encoding=encoding)


class TestStatus:
    async def test_a_message_is_known_by_our_id(self, gateway: Gateway, sent_by: Any) -> None:
        ours, _ = await sent_by("external")
        await ask(gateway, report("DELIVRD", "another", ours))
        assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"

    async def test_our_id_may_be_all_there_is(self, gateway: Gateway) -> None:
        gateway.providers["query.external.example"] = lambda _: httpx.Response(200)
        ours = await gateway.queue("external-query", "+8801712345678", "salam")
        await gateway.settle()
        assert (await ask(gateway, query("status", {"s": "1", "ref": ours}))).status_code == 200
        assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"

    @pytest.mark.parametrize("fields", [{"s": "1"}, {"s": "1", "ref": ""}, {"s": "1", "ref": "x"}])
    async def test_without_an_id_it_is_refused(
        self, gateway: Gateway, fields: dict[str, str]
    ) -> None:
        assert (await ask(gateway, query("status", fields))).status_code == 422

    @pytest.mark.parametrize(
        ("word", "reason"), [("DELIVRD", None), ("UNDELIV", "external:UNDELIV")]
    )
    async def test_why_it_failed_is_kept(
        self, gateway: Gateway, sent_by: Any, word: str, reason: str | None
    ) -> None:
        ours, theirs = await sent_by("external")
        await ask(gateway, report(word, theirs, ours))
        assert await gateway.value("SELECT reason FROM gateway.outbox") == reason

    async def test_a_word_may_say_that_they_want_no_more(
        self, gateway: Gateway, sent_by: Any
    ) -> None:
        _, theirs = await sent_by("external")
        await ask(gateway, report("BLACKLST", theirs, ""))
        opted_out = "SELECT opted_out_at IS NOT NULL FROM gateway.contacts"
        assert await gateway.value(opted_out) is True


class TestRequest:
    async def test_a_form(self) -> None:
        _, request = await send("external", coded(0))
        assert (request.method, request.url.query) == ("POST", b"account=7")
        assert parse_qs(request.content.decode()) == {
            "to": ["8801712345678"],
            "msg": [MESSAGE.text],
            "ref": [str(MESSAGE.id)],
            "from": ["16100"],
            "key": ["external-key"],
        }

    async def test_json(self) -> None:
        answer = httpx.Response(202, json={"messages": [{"id": 1}]})
        _, request = await send("external-json", answer)
        assert request.method == "PUT"
        assert request.headers["authorization"] == "external-key"
        assert json.loads(request.content) == {
            "messages": [{"to": "01712345678", "body": MESSAGE.text, "flash": False}],
            "auth": {"token": "external-key"},
        }

    async def test_a_query(self) -> None:
        _, request = await send("external-query", httpx.Response(200))
        assert (request.method, request.content) == ("GET", b"")
        assert dict(request.url.params) == {
            "account": "7",
            "to": "+8801712345678",
            "text": MESSAGE.text,
            "ref": str(MESSAGE.id),
        }

    async def test_what_people_write_is_no_placeholder(self) -> None:
        written = replace(MESSAGE, text="{recipient} {id} {x}")
        _, request = await send("external", coded(0), written)
        assert parse_qs(request.content.decode())["msg"] == ["{recipient} {id} {x}"]

    @pytest.mark.parametrize(
        ("phone", "form_", "expected"),
        [
            ("+8801712345678", "e164", "+8801712345678"),
            ("+8801712345678", "without_plus", "8801712345678"),
            ("+8801712345678", "national", "01712345678"),
            ("+12025550123", "national", "12025550123"),
        ],
    )
    def test_forms_of_a_number(self, phone: str, form_: NumberForm, expected: str) -> None:
        assert in_form(phone, form_) == expected


class TestAnswer:
    @pytest.mark.parametrize(
        ("channel", "answer", "expected"),
        [
            ("external", coded("0", data=[{"id": 77}]), "taken: 77"),
            ("external", coded(0), f"taken: {MESSAGE.id}"),  # they have it: never sent again
            ("external", coded("বাতিল"), "later: unknown_code"),
            ("external", coded("11"), "slower: external:11"),
            ("external", httpx.Response(401, json={"status": "x"}), "operator: http:401"),
            ("external", httpx.Response(400, json={"status": "7"}), "refused: external:7"),
            ("external", httpx.Response(201, text="OK"), "later: answer_without_code"),
            ("external-json", httpx.Response(301), "later: http:301"),
            ("external-query", httpx.Response(200, text="anything"), f"taken: {MESSAGE.id}"),
            ("external-query", httpx.Response(403), "operator: http:403"),
            ("external-query", httpx.Response(429), "slower: http:429"),
        ],
    )
    async def test_what_it_means(self, channel: str, answer: httpx.Response, expected: str) -> None:
        assert await outcome(channel, answer) == expected


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("a", [{"b": 1}]),
            ("a.0.b", 1),
            ("a.1", None),
            ("a.x", None),
            ("a.0.b.c", None),
            ("z", None),
        ],
    )
    def test_what_stands_at_a_path(self, path: str, expected: object) -> None:
        assert at({"a": [{"b": 1}]}, path) == expected

    def test_a_list_may_be_the_whole(self) -> None:
        assert at([{"id": "x"}], "0.id") == "x"

    def test_what_is_no_text_stays_as_it_is(self) -> None:
        assert fill({"n": 1, "b": None, "l": ["{x}", 2.5]}, {"x": "y"}) == {
            "n": 1,
            "b": None,
            "l": ["y", 2.5],
        }
