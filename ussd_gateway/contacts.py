"""People whom the case manager makes known: they called or came, and never wrote."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.channels.base import Channel, SendsSms
from ussd_gateway.errors import NoChannel
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Language
from ussd_gateway.models import Contact
from ussd_gateway.sealing import Sealer


async def make_known(
    session: AsyncSession,
    sealer: Sealer,
    channels: Mapping[str, Channel],
    *,
    phone: str,
    language: Language,
    now: datetime,
) -> Contact:
    """`phone` is E.164. Whoever is a contact already stays as they are, opted out or not."""
    return await Journal(session, sealer).make_sure_of_contact(
        phone, first_for_messages(channels), language, now
    )


def first_for_messages(channels: Mapping[str, Channel]) -> str:
    """How somebody is written to who has not chosen a way by writing themselves."""
    for channel in channels.values():
        if isinstance(channel, SendsSms):
            return channel.id
    raise NoChannel("no channel that carries SMS is configured")
