from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.batches import Batches
from ussd_gateway.channels.infobip.codes import check_accepted
from ussd_gateway.channels.requests import call, check_status, id_in, read_answer, without_plus
from ussd_gateway.errors import SendFailed, SendPostponed, SendRefused
from ussd_gateway.messages import OutgoingMessage, Receipt


@dataclass
class _Asked:
    message: OutgoingMessage
    number: str = field(repr=False)
    answer: Mapping[str, Any] = field(default_factory=dict)
    failure: SendFailed | None = None
    is_waited_for: bool = True


@dataclass
class InfobipClient:
    """What is to be sent while a request is on its way goes together by the next one."""

    http: httpx.AsyncClient
    api_url: str
    authorization: str = field(repr=False)
    sender: str
    status_url: str = field(repr=False)

    def __post_init__(self) -> None:
        self._requests = Batches(self._ask_for_all)

    async def send(self, message: OutgoingMessage) -> Receipt:
        asked = _Asked(message, without_plus(message.phone))
        try:
            await self._requests.put(asked)
        finally:
            asked.is_waited_for = False
        if asked.failure:
            raise asked.failure
        status = asked.answer.get("status")
        check_accepted(status if isinstance(status, dict) else {})
        theirs = id_in(asked.answer.get("messageId"))
        return Receipt(theirs or str(message.id))  # taken, so never sent again

    async def _ask_for_all(self, asked: Sequence[_Asked]) -> None:
        """A request that is refused for one of its messages goes again in two halves."""
        asked = [each for each in asked if _may_still_go(each)]
        if not asked:
            return
        try:
            answers = await self._ask(asked)
        except SendFailed as failure:
            if isinstance(failure, SendRefused) and len(asked) > 1:
                middle = len(asked) // 2
                await self._ask_for_all(asked[:middle])
                await self._ask_for_all(asked[middle:])
            else:
                for each in asked:
                    each.failure = failure
        else:
            for each in asked:
                each.answer = answers.get(each.number, {})

    async def _ask(self, asked: Sequence[_Asked]) -> Mapping[str, Mapping[str, Any]]:
        """By number: a phone has one message at a time under way."""
        response = await call(
            self.http,
            "POST",
            f"{self.api_url.rstrip('/')}/sms/3/messages",
            json={"messages": [self._in_words(each) for each in asked]},
            headers={"Authorization": self.authorization, "Accept": "application/json"},
        )
        check_status(response)
        told = _messages_in(read_answer(response))
        if len(asked) == len(told) == 1:
            return {asked[0].number: told[0]}
        return {str(each.get("destination")): each for each in told}

    def _in_words(self, asked: _Asked) -> dict[str, Any]:
        """Our own id comes back in the reports. It is not Infobip's `messageId` as well: that would
        have a message refused that is tried again."""
        return {
            "sender": self.sender,
            "destinations": [{"to": asked.number}],
            "content": {"text": asked.message.text},
            "webhooks": {
                "delivery": {"url": self.status_url, "intermediateReport": True},
                "contentType": "application/json",
                "callbackData": str(asked.message.id),
            },
        }


def _may_still_go(asked: _Asked) -> bool:
    """Of what nobody waits for any more, nobody would record what became of it."""
    if asked.message.seconds_left() <= 0:
        asked.failure = SendPostponed("infobip:waited")
    return asked.is_waited_for and asked.failure is None


def _messages_in(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    messages = answer.get("messages")
    if not isinstance(messages, list):
        return []
    return [each for each in messages if isinstance(each, dict)]
