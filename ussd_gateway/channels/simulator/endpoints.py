"""What became of a message from the simulator's phone."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from ussd_gateway.channels.reading import ID
from ussd_gateway.channels.simulator.channel import Simulator
from ussd_gateway.db import SessionDep
from ussd_gateway.endpoints import SealerDep
from ussd_gateway.errors import UnknownMessage
from ussd_gateway.journal import Journal
from ussd_gateway.messages import GONE_OUT, ON_ITS_WAY, InboxState, OutboxKind
from ussd_gateway.models import InboxMessage, OutboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.schemas import Outcome, SimulatedOutcome
from ussd_gateway.webhooks import read_webhook


async def require_simulator_secret(request: Request) -> None:
    simulator: Simulator = request.app.state.channels["simulator"]
    public_url: str = request.app.state.settings.gateway_public_url
    simulator.verify(read_webhook(public_url, request.scope, await request.body()))


SimulatorSecret = Annotated[None, Depends(require_simulator_secret)]
MessageId = Annotated[str, Path(pattern=f"^{ID}$")]
_CLOSED: Mapping[InboxState, Outcome] = {
    InboxState.ANSWERED: "answered",
    InboxState.HANDED_OVER: "handed_over",
    InboxState.AUTOMATIC: "automatic",
}
router = APIRouter()


@router.get("/channels/simulator/inbound/{message_id}")
async def read_outcome(
    message_id: MessageId, _: SimulatorSecret, session: SessionDep, sealer: SealerDep
) -> SimulatedOutcome:
    """`answered` only when all that was to be said has been sent."""
    message = await Journal(session, sealer).find_inbound("simulator", message_id)
    if message is None:
        raise UnknownMessage("no message came in under this id")
    outbox = Outbox(session, sealer)
    answers = await outbox.answers_to(message.id)
    replies = [outbox.open_text(row) for row in answers if row.state in GONE_OUT]
    return SimulatedOutcome(status=_outcome(message, answers), replies=replies)


def _outcome(message: InboxMessage, answers: Sequence[OutboxMessage]) -> Outcome:
    if message.state is InboxState.PENDING:
        said_sorry = any(
            row.kind is OutboxKind.APOLOGY and row.state in GONE_OUT for row in answers
        )
        return "apologised" if said_sorry else "pending"
    if any(row.state in ON_ITS_WAY for row in answers):
        return "pending"
    return _CLOSED[message.state]
