"""People whom a demonstration brings along: they can be written to, and only on the simulator."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from ussd_gateway.db import make_engine, make_sessions
from ussd_gateway.messages import Language
from ussd_gateway.models import Contact
from ussd_gateway.places import address_place
from ussd_gateway.sealing import Sealer
from ussd_gateway.settings import Settings


@dataclass(frozen=True)
class KnownContact:
    id: UUID
    phone: str = field(repr=False)
    language: Language


async def add_contacts(settings: Settings, known: Iterable[KnownContact], now: datetime) -> None:
    """Whoever is a contact already stays as they are. In production there is no simulator."""
    if not settings.simulator_enabled:
        raise ValueError("contacts of a demonstration are not for production")
    sealer = Sealer.from_settings(settings)
    engine = make_engine(settings.database_url)
    rows = [
        {
            "id": contact.id,
            "phone_sealed": sealer.seal(contact.phone, address_place(contact.id)),
            "phone_index": sealer.index(contact.phone, "contacts.phone"),
            "channel": "simulator",
            "language": contact.language,
            "created_at": now,
        }
        for contact in known
    ]
    try:
        async with make_sessions(engine).begin() as session:
            if rows:
                await session.execute(insert(Contact).on_conflict_do_nothing(), rows)
    finally:
        await engine.dispose()
