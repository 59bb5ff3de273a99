"""The door that the gateway knocks at: the contract's examples, refusals, replays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from uuid import uuid4

import httpx
import pytest
from conftest import House
from examples import example
from phone import Phone

NewPhone = Callable[..., Phone]


def turn_of_the_contract(name: str = "turn") -> dict[str, Any]:
    body = deepcopy(example(name)["request"]["body"])
    body["sender"] = str(uuid4())
    body["metadata"]["grant"] = "grant-of-the-contract"
    return body


class TestTurn:
    def test_answers_as_the_example_does(self, http: httpx.Client, house: House) -> None:
        request, response = example("turn")["request"], example("turn")["response"]
        answer = http.post(request["path"], json=turn_of_the_contract())
        assert answer.status_code == response["status"]
        body = answer.json()
        assert body.keys() == response["body"].keys()
        assert body["message_id"] == request["body"]["metadata"]["message_id"]
        assert body["replayed"] is False
        question, commands = body["answers"][-2:]
        expected = response["body"]["answers"][0]
        assert [button["payload"] for button in question["buttons"]][:2] == [
            button["payload"] for button in expected["buttons"]
        ]
        assert question.keys() == expected.keys()
        assert commands == {"custom": {"awaits_number": True}}

    def test_of_a_call_answers_as_the_example_does(self, http: httpx.Client, house: House) -> None:
        request, response = example("turn_ussd")["request"], example("turn_ussd")["response"]
        body = turn_of_the_contract("turn_ussd")
        answers = http.post(request["path"], json=body).json()["answers"]
        said, _introduction, *commands = answers
        assert [said, *commands] == response["body"]["answers"]

    def test_of_a_missed_call_answers_as_the_example_does(
        self, http: httpx.Client, house: House
    ) -> None:
        example_ = example("turn_missed_call")
        body = turn_of_the_contract("turn_missed_call")
        answers = http.post(example_["request"]["path"], json=body).json()["answers"]
        expected = example_["response"]["body"]["answers"]
        assert answers == expected  # the introduction waits: it has no room before these options

    def test_says_when_the_language_changes(self, http: httpx.Client, house: House) -> None:
        turn = turn_of_the_contract()
        turn["metadata"]["language"] = "bn"
        answers = http.post("/webhooks/gateway/turns", json=turn).json()["answers"]
        assert answers[-1] == example("turn")["response"]["body"]["answers"][-1]

    def test_costs_something_where_nothing_is_said(self, http: httpx.Client, house: House) -> None:
        turn = turn_of_the_contract()
        turn["metadata"].pop("is_free", None)
        introduction = http.post("/webhooks/gateway/turns", json=turn).json()["answers"][0]
        assert "Ete taka lage na" not in introduction["text"]

    def test_the_case_manager_hears_the_trace(self, http: httpx.Client, house: House) -> None:
        turn = turn_of_the_contract()
        http.post("/webhooks/gateway/turns", json=turn)
        heard = {request.headers.get("traceparent") for request in house.fake.requests}
        assert heard == {turn["metadata"]["traceparent"]}

    def test_needs_the_token(self, house: House) -> None:
        answer = httpx.post(
            f"{house.url}/webhooks/gateway/turns",
            json=turn_of_the_contract(),
            headers={"Authorization": "Bearer wrong"},
        )
        assert (answer.status_code, answer.json()["error"]) == (401, "Unauthenticated")

    @pytest.mark.parametrize(
        ("change", "detail"),
        [
            ({"sender": None}, "sender is missing"),
            ({"sender": " "}, "sender is missing"),
            ({"message": 5}, "message is missing"),
            ({"metadata": "x"}, "metadata is not an object"),
            ({"metadata.message_id": None}, "message_id is missing"),
            ({"metadata.language": "fr"}, "language is none of"),
            ({"metadata.can_script": "yes"}, "can_script is not true or false"),
            ({"metadata.is_free": "false"}, "is_free is not true or false"),
            ({"metadata.is_free": None}, "is_free is not true or false"),
            ({"metadata.grant": ""}, "grant is missing"),
            ({"metadata.channel": "x" * 5000}, "channel is too long"),
            ({"metadata.traceparent": "01-ab-cd-00"}, "traceparent is not"),
            ({"metadata.traceparent": 7}, "traceparent is not"),
        ],
    )
    def test_refuses_what_is_malformed(
        self, http: httpx.Client, change: dict[str, Any], detail: str
    ) -> None:
        turn = turn_of_the_contract()
        for path, value in change.items():
            *folder, name = path.split(".")
            (turn[folder[0]] if folder else turn)[name] = value
        answer = http.post("/webhooks/gateway/turns", json=turn)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")
        assert detail in answer.json()["detail"]

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe"])
    def test_refuses_what_is_no_object(self, http: httpx.Client, body: bytes) -> None:
        assert http.post("/webhooks/gateway/turns", content=body).status_code == 422


class TestReplay:
    def test_says_the_same_again(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn").sends("amar bhatar taka pai nai")
        first = phone.last_answer.json()
        second = phone.sends_again().last_answer.json()
        assert second == {**first, "replayed": True}
        assert second.keys() == example("turn_replayed")["response"]["body"].keys()

    def test_does_not_move_the_dialogue(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1")
        phone.sends_again().hears("ঠিক আছে?")
        phone.sends("1").hears("জমা হয়েছে")
        phone.sends_again().hears("জমা হয়েছে")
        assert len(house.fake.cases) == 1

    def test_of_many_copies_at_once_one_is_handled(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").sends("এক")
        turn = deepcopy(phone.last_turn)
        turn["message"] = "/affirm"
        turn["metadata"]["message_id"] = str(uuid4())
        path = "/webhooks/gateway/turns"
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: phone.http.post(path, json=turn), range(8)))
        said = [answer.json()["answers"] for answer in answers]
        assert [answer.status_code for answer in answers] == [200] * 8
        assert all(answers == said[0] for answers in said)
        assert [answer.json()["replayed"] for answer in answers].count(False) == 1
        assert [request.method for request in house.fake.requests].count("POST") == 1


class TestOptions:
    @pytest.mark.parametrize(
        "message",
        [
            "/restart",
            "/session_start",
            "/back",
            "  / /restart",
            '/inform{"payment":5}',
            '/inform{"unknown":"x"}',
            '/track_case{"reference": "48210934/messages"}',
            "/inform{",
            '/inform{"programme": ' + "[" * 3000 + "}",
            "/",
            "",
            "😀😀😀",
            "ж" * 2000,
            "\x00",
        ],
    )
    def test_only_ours_are_obeyed(self, new_phone: NewPhone, message: str) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        phone.sends(message)
        phone.hears("ঠিক আছে?")

    def test_a_payload_that_is_ours_is_obeyed(self, new_phone: NewPhone) -> None:
        new_phone().sends("/report_missing_payment").hears("কোন কিস্তি")

    @pytest.mark.parametrize(
        "message",
        [
            '/inform{"unknown": "payment choice"}',
            'inform{"payment": "1"}',
            "/restart",
            "restart",
            "/session_start now{",
            "complaint 48210934",
            "read_back 1",
            "don't",
        ],
    )
    def test_a_command_says_nothing_about_the_language(
        self, new_phone: NewPhone, message: str
    ) -> None:
        assert new_phone(language="bn").sends(message).language == "bn"

    def test_a_sentence_does(self, new_phone: NewPhone) -> None:
        assert new_phone(language="bn").sends("when will it come").language == "en"


class TestEvents:
    def test_answers_as_the_example_does(self, http: httpx.Client) -> None:
        request, response = (example("assistant_event")[side] for side in ("request", "response"))
        body = {**request["body"], "sender": str(uuid4())}
        answer = http.post(request["path"], json=body)
        assert (answer.status_code, answer.json()) == (response["status"], response["body"])

    @pytest.mark.parametrize(
        "change",
        [
            {"event": "something_else"},
            {"event_id": ""},
            {"case_reference": "12"},
            {"case_reference": 48210934},
            {"sender": None},
            {"about": 5},
            {"about": ""},
        ],
    )
    def test_refuses_what_is_malformed(self, http: httpx.Client, change: dict[str, Any]) -> None:
        body = {**example("assistant_event")["request"]["body"], **change}
        answer = http.post("/webhooks/gateway/events", json=body)
        assert (answer.status_code, answer.json()["error"]) == (422, "Malformed")

    @pytest.mark.parametrize("changed", [{"about": None}, {}])
    def test_may_be_about_nothing_special(
        self, http: httpx.Client, changed: dict[str, Any]
    ) -> None:
        body = {**example("assistant_event")["request"]["body"], "sender": str(uuid4())}
        del body["about"]
        answer = http.post("/webhooks/gateway/events", json=body | changed)
        assert answer.status_code == 200

    def test_needs_the_token(self, house: House) -> None:
        answer = httpx.post(f"{house.url}/webhooks/gateway/events", json={})
        assert answer.status_code == 401
