from uuid import uuid4

import pytest

from tests.ussd_gateway.harness import Gateway
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Language
from ussd_gateway.sealing import Sealer
from ussd_gateway.settings import Mode, Settings
from ussd_gateway.simulator.contacts import KnownContact, add_contacts

pytestmark = pytest.mark.anyio


class TestAddContacts:
    async def test_they_can_be_written_to(self, gateway: Gateway, settings: Settings) -> None:
        known = KnownContact(uuid4(), "+8801700001952", Language.BANGLISH)
        await add_contacts(settings, [known, known], gateway.clock())
        async with gateway.parts.sessions() as session:
            contact = await Journal(session, Sealer.from_settings(settings)).find_contact(known.id)
        assert contact
        assert contact.channel == "simulator"
        assert contact.language is Language.BANGLISH

    async def test_a_phone_that_is_known_keeps_its_contact(
        self, gateway: Gateway, settings: Settings
    ) -> None:
        first = KnownContact(uuid4(), "+8801700001952", Language.BANGLA)
        second = KnownContact(uuid4(), "+8801700001952", Language.ENGLISH)
        await add_contacts(settings, [first], gateway.clock())
        await add_contacts(settings, [second], gateway.clock())
        async with gateway.parts.sessions() as session:
            journal = Journal(session, Sealer.from_settings(settings))
            assert await journal.find_contact(first.id)
            assert await journal.find_contact(second.id) is None

    async def test_nobody_is_nothing_to_do(self, gateway: Gateway, settings: Settings) -> None:
        await add_contacts(settings, [], gateway.clock())

    async def test_production_refuses(self, gateway: Gateway, settings: Settings) -> None:
        production = settings.model_copy(update={"mode": Mode.PRODUCTION})
        with pytest.raises(ValueError, match="not for production"):
            await add_contacts(production, [], gateway.clock())
