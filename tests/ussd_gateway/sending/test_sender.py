from typing import Any

import pytest

from tests.ussd_gateway.harness import OUR_NUMBER, PUBLIC_URL, Gateway, Phone

pytestmark = pytest.mark.anyio


async def state(gateway: Gateway) -> str:
    return str(await gateway.value("SELECT state FROM gateway.outbox"))


async def reason(gateway: Gateway) -> Any:
    return await gateway.value("SELECT reason FROM gateway.outbox")


async def test_twilio_is_asked_as_it_wants_to_be(gateway: Gateway) -> None:
    await gateway.phone().sends("salam")
    outbox_id = await gateway.value("SELECT id FROM gateway.outbox")
    assert gateway.twilio.sent == [
        {
            "To": "+8801712345678",
            "From": OUR_NUMBER,
            "Body": "heard: salam",
            "SmartEncoded": "false",
            "StatusCallback": f"{PUBLIC_URL}/channels/twilio/status?message={outbox_id}",
        }
    ]
    assert gateway.twilio.authorizations == ["Basic QUMwMTIzOnR3aWxpby1hdXRoLXRva2Vu"]
    assert await state(gateway) == "accepted"


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (500, None, "http:500"),
        (429, {"code": 20429}, "twilio:20429"),
        (400, {"code": 21611}, "twilio:21611"),
        (401, {"code": 20003}, "twilio:20003"),
        (400, {"code": "x"}, "http:400"),
    ],
)
async def test_a_busy_provider_is_asked_again(
    gateway: Gateway, status: int, answer: dict[str, Any] | None, expected: str
) -> None:
    gateway.twilio.status, gateway.twilio.answer = status, answer
    phone = gateway.phone()
    await phone.sends("salam")
    assert (await state(gateway), await reason(gateway)) == ("queued", expected)
    gateway.twilio.status, gateway.twilio.answer = 201, None
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    phone.hears("heard: salam")
    phone.hears_nothing_more()


async def test_a_provider_that_does_not_answer_is_asked_again(gateway: Gateway) -> None:
    gateway.twilio.late = True
    await gateway.phone().sends("salam")
    assert (await state(gateway), await reason(gateway)) == ("queued", "ReadTimeout")


async def test_an_answer_without_an_id_is_no_receipt(gateway: Gateway) -> None:
    gateway.twilio.answer = {"status": "queued"}
    await gateway.phone().sends("salam")
    assert await state(gateway) == "queued"


async def test_not_for_ever(gateway: Gateway) -> None:
    gateway.twilio.status = 500
    await gateway.phone().sends("salam")
    for _ in range(12):
        gateway.clock.advance(hours=2)
        await gateway.settle()
    assert await state(gateway) == "failed"
    assert len(gateway.twilio.authorizations) == 8


async def test_a_final_refusal_is_final(gateway: Gateway) -> None:
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
    await gateway.phone().sends("salam")
    gateway.clock.advance(hours=2)
    await gateway.settle()
    assert await state(gateway) == "failed"
    assert len(gateway.twilio.authorizations) == 1


async def test_who_opted_out_with_the_operator_opted_out_here(gateway: Gateway) -> None:
    gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21610}
    await gateway.phone().sends("salam")
    assert [event["kind"] for event in gateway.case_manager.events] == ["opted_out"]
    assert (await gateway.sends_message()).status_code == 409


async def test_what_waits_for_somebody_who_opts_out_is_dropped(gateway: Gateway) -> None:
    phone = gateway.phone()
    await phone.sends("salam")
    gateway.assistant.down = "down"
    await gateway.sends_message(expects_reply=True)
    await gateway.settle()
    gateway.assistant.down = None
    gateway.assistant.say = lambda _: [{"text": "Bye"}, {"custom": {"opt_out": True}}]
    await phone.sends("no more of these, please")
    [report] = gateway.case_manager.events_of("delivery_changed")
    assert (report["status"], report["reason"]) == ("failed", "opted_out")
    phone.hears("heard")
    phone.hears("Bye")
    phone.hears_nothing_more()


async def test_a_contacts_messages_keep_their_order(gateway: Gateway) -> None:
    gateway.twilio.status = 500
    phone = gateway.phone()
    await phone.sends("one")
    await phone.sends("two")
    gateway.twilio.status = 201
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    phone.hears("one")
    phone.hears("two")


async def test_a_stuck_contact_holds_up_nobody_else(gateway: Gateway) -> None:
    gateway.twilio.status = 500
    await gateway.phone("+8801712345678").sends("one")
    gateway.twilio.status = 201
    other = gateway.phone("+8801812345678")
    await other.sends("two")
    other.hears("two")


async def test_two_workers_never_send_the_same(gateway: Gateway) -> None:
    phone = gateway.phone()
    gateway.twilio.status = 500
    await phone.sends("one")
    await phone.sends("two")
    gateway.clock.advance(minutes=2)
    first, second = await gateway.claim(9), await gateway.claim(9)
    assert (len(first), len(second)) == (1, 0)


async def test_what_a_dead_worker_was_sending_is_sent_again(gateway: Gateway) -> None:
    phone = gateway.phone()
    gateway.twilio.status = 500
    await phone.sends("one")
    gateway.clock.advance(minutes=2)
    await gateway.claim(9)
    gateway.twilio.status = 201
    gateway.clock.advance(seconds=59)
    await gateway.settle()
    phone.hears_nothing_more()
    gateway.clock.advance(seconds=2)
    await gateway.settle()
    phone.hears("one")


async def test_unless_the_provider_reports_that_it_has_it(gateway: Gateway) -> None:
    phone = gateway.phone()
    gateway.twilio.status = 500
    await phone.sends("one")
    gateway.clock.advance(minutes=2)
    [due] = await gateway.claim(9)
    path = f"/channels/twilio/status?message={due.id}"
    await gateway.post_twilio(path, {"MessageSid": "SM77", "MessageStatus": "sent"})
    gateway.twilio.status = 201
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    phone.hears_nothing_more()
    assert await state(gateway) == "sent"


class TestStatusReports:
    @pytest.fixture
    async def phone(self, gateway: Gateway) -> Phone:
        phone = gateway.phone()
        await phone.sends("salam")
        return phone

    async def reports(self, gateway: Gateway, status: str, **more: str) -> int:
        form = {"MessageSid": f"SM{1:032x}", "MessageStatus": status, **more}
        return (await gateway.post_twilio("/channels/twilio/status", form)).status_code

    async def test_a_report_is_found_by_the_providers_id(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        assert await self.reports(gateway, "delivered") == 204
        assert await state(gateway) == "delivered"

    async def test_late_reports_change_nothing(self, gateway: Gateway, phone: Phone) -> None:
        for status in ("delivered", "sent", "queued", "failed"):
            assert await self.reports(gateway, status) == 204
        assert await state(gateway) == "delivered"

    async def test_a_failure_keeps_its_code(self, gateway: Gateway, phone: Phone) -> None:
        await self.reports(gateway, "undelivered", ErrorCode="30003")
        assert (await state(gateway), await reason(gateway)) == ("failed", "twilio:30003")

    async def test_an_opt_out_in_a_report_counts(self, gateway: Gateway, phone: Phone) -> None:
        await self.reports(gateway, "failed", ErrorCode="21610")
        await gateway.settle()
        assert len(gateway.case_manager.events_of("opted_out")) == 1

    async def test_a_report_on_nothing_of_ours_is_not_found(self, gateway: Gateway) -> None:
        assert await self.reports(gateway, "delivered") == 404

    async def test_an_unsigned_report_changes_nothing(self, gateway: Gateway, phone: Phone) -> None:
        form = {"MessageSid": f"SM{1:032x}", "MessageStatus": "failed"}
        response = await gateway.post_twilio("/channels/twilio/status", form, signature="x")
        assert response.status_code == 403
        assert await state(gateway) == "accepted"
