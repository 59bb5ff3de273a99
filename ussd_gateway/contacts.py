"""People whom the case manager makes known: they called or came, and never wrote."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Channel, SendsSms
from ussd_gateway.errors import NoChannel, NotAddressable
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Language
from ussd_gateway.models import Contact
from ussd_gateway.sealing import Sealer


async def make_known(
    session: AsyncSession,
    sealer: Sealer,
    channels: Mapping[str, Channel],
    *,
    address: Address,
    language: Language,
    now: datetime,
) -> Contact:
    """Whoever is a contact already stays as they are, opted out or not."""
    if not address.is_of_a_person:
        raise NotAddressable("a short code or a name is of a machine")
    return await Journal(session, sealer).make_sure_of_contact(
        address, first_for_messages(channels), language, now
    )


def first_for_messages(channels: Mapping[str, Channel]) -> str:
    """How somebody is written to who has not chosen a way by writing themselves."""
    for channel in channels.values():
        if isinstance(channel, SendsSms):
            return channel.id
    raise NoChannel("no channel that carries SMS is configured")
