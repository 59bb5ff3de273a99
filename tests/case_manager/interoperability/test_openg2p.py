"""Our clients against the servers of OpenG2P themselves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session, sessionmaker

from case_manager.interoperability import service
from case_manager.interoperability.disbursements import BridgeDisbursements
from case_manager.interoperability.errors import PeerRefused, PeerUnavailable
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.jobs import ask
from case_manager.interoperability.mapper import FinancialAddress, LinkState, Mapper
from case_manager.interoperability.peer import Peer, SignatureForm
from case_manager.interoperability.peers import Peers, make_peers
from case_manager.interoperability.signatures import Signer
from case_manager.kit.keys import Keys
from case_manager.vocabulary import PaymentStatus, ReturnReason
from tests.case_manager.conftest import World
from tests.case_manager.interoperability.conftest import SEED_TEXT
from tests.case_manager.interoperability.openg2p import Server

pytestmark = pytest.mark.running
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NID = "19652692501234567"
PeerOf = Callable[[Server], Peer]


@pytest.fixture
def peer_of(signer: Signer) -> Iterator[PeerOf]:
    with ExitStack() as opened:

        def make(server: Server) -> Peer:
            return Peer(
                name="openg2p",
                receiver_id="openg2p",
                form=SignatureForm.HEADER,
                namespace="g2p",
                signer=signer,
                verifier=None,
                tokens=None,
                http=opened.enter_context(httpx.Client(base_url=server.url, timeout=10)),
            )

        yield make


class TestMapper:
    @pytest.fixture
    def mapper(self, spar: Server, peer_of: PeerOf) -> Mapper:
        return Mapper(peer_of(spar), "token:{nid}@nidw", "/sync/resolve")

    @pytest.fixture
    def linked(self, mapper: Mapper) -> None:
        self.change(mapper, "link", "account:01712345678@bkash")

    def change(self, mapper: Mapper, action: str, account: str) -> None:
        request = {
            "reference_id": str(uuid4()),
            "timestamp": NOW.isoformat(),
            "id": f"token:{NID}@nidw",
            "fa": account,
            "name": "Rahima Begum",
        }
        message = {"transaction_id": str(uuid4()), f"{action}_request": [request]}
        mapper.peer.ask(f"/sync/{action}", action, message, count=1, now=NOW)

    @pytest.mark.usefixtures("linked")
    def test_follows_an_account_from_its_linking_to_its_end(self, mapper: Mapper) -> None:
        found = mapper.resolve(NID, now=NOW)
        assert found.state is LinkState.ACTIVE
        assert found.address == FinancialAddress("account", "01712345678", "bkash")
        self.change(mapper, "update", "account:01899999999@nagad")
        moved = mapper.resolve(NID, now=NOW).address
        assert moved == FinancialAddress("account", "01899999999", "nagad")
        self.change(mapper, "unlink", "account:01899999999@nagad")
        assert mapper.resolve(NID, now=NOW).state is LinkState.NOT_LINKED

    def test_knows_nothing_of_a_stranger(self, mapper: Mapper) -> None:
        found = mapper.resolve("999", now=NOW)
        assert (found.state, found.address) == (LinkState.NOT_LINKED, None)

    def test_refuses_a_signature_that_is_not_ours(self, mapper: Mapper) -> None:
        unsigned = replace(mapper, peer=replace(mapper.peer, signer=stranger(mapper.peer.signer)))
        with pytest.raises(PeerRefused) as refused:
            unsigned.resolve(NID, now=NOW)
        assert refused.value.code == "rjct.jwt.invalid"


class TestBridge:
    @pytest.fixture
    def disbursements(self, bridge: Server, peer_of: PeerOf) -> BridgeDisbursements:
        return BridgeDisbursements(peer_of(bridge))

    def test_says_what_the_banks_statement_says(
        self, disbursements: BridgeDisbursements, bridge: Server
    ) -> None:
        credited, reversed_, sent = "OAA-1", "OAA-2", "OAA-3"
        reconcile(bridge, credited, remittance_value_date=date(2026, 10, 3))
        reconcile(
            bridge,
            reversed_,
            remittance_value_date=date(2026, 10, 3),
            reversal_found=True,
            reversal_value_date=date(2026, 10, 9),
            reversal_reason="ACCOUNT_CLOSED",
        )
        told = disbursements.statuses([credited, reversed_, sent], now=NOW)
        assert (told[credited].status, told[credited].status_on) == (
            PaymentStatus.CREDITED,
            date(2026, 10, 3),
        )
        back = told[reversed_]
        assert (back.status, back.status_on) == (PaymentStatus.RETURNED, date(2026, 10, 9))
        assert (back.reason, back.code) == (ReturnReason.LIMIT_OR_TECH, "ACCOUNT_CLOSED")
        assert told[sent].status is None

    def test_is_not_there_for_a_wrong_signature(self, disbursements: BridgeDisbursements) -> None:
        """Version 1.1.0 fails where it means to refuse."""
        signer = stranger(disbursements.peer.signer)
        with pytest.raises(PeerUnavailable):
            replace(disbursements, peer=replace(disbursements.peer, signer=signer)).statuses(
                ["OAA-1"], now=NOW
            )


class TestThroughTheFile:
    """From the file of interoperability to what a citizen is told of a payment."""

    FILE = """
    [us]
    id = "nalish"
    key_id = "2026-1"
    signing_key = {{ env = "OUR_KEY" }}
    [peers.spar]
    type = "mapper"
    id = "spar"
    url = "{spar}"
    signature = "header"
    path = "/sync/resolve"
    [peers.bridge]
    type = "g2p-bridge"
    id = "bridge"
    url = "{bridge}"
    signature = "header"
    [programmes.oaa]
    source = "both"
    code = "OAA"
    mapper = "spar"
    disbursements = "bridge"
    """

    @pytest.fixture
    def peers(self, spar: Server, bridge: Server, tmp_path: Path) -> Iterator[Peers]:
        file = tmp_path / "interoperability.toml"
        file.write_text(self.FILE.format(spar=spar.url, bridge=bridge.url))
        with ExitStack() as opened:
            peers = make_peers(read_interoperability(file, {"OUR_KEY": SEED_TEXT}))
            opened.enter_context(peers.mappers["spar"].peer.http)
            bridge_client = peers.disbursements["bridge"]
            assert isinstance(bridge_client, BridgeDisbursements)
            opened.enter_context(bridge_client.peer.http)
            yield peers

    def test_what_the_servers_say_is_known_here(
        self,
        peers: Peers,
        bridge: Server,
        world: World,
        sessions: sessionmaker[Session],
        keys: Keys,
    ) -> None:
        person = world.person(nid=NID, beneficiary_id="BEN77")
        payment = world.payment(person, status=PaymentStatus.SENT)
        payment.batch = "2026Q3"
        world.session.commit()
        TestMapper().change(peers.mappers["spar"], "link", "account:01712345678@bkash")
        reconcile(bridge, "2026Q3-BEN77", remittance_value_date=date(2026, 10, 3))
        ask(sessions, peers, keys, person.id, NOW)
        world.session.expire_all()
        account, paid = service.facts_of(world.session, person, keys=keys)[::-1]
        assert account.content == {
            "state": "active",
            "account": "01712345678",
            "provider": "bkash",
        }
        assert paid.content is not None
        assert paid.content["payments"][0]["status"] == "credited"
        assert (payment.status, payment.status_on, payment.source) == (
            PaymentStatus.CREDITED,
            date(2026, 10, 3),
            "dci:bridge",
        )


def stranger(signer: Signer) -> Signer:
    return replace(signer, key=Ed25519PrivateKey.generate())


def reconcile(server: Server, disbursement_id: str, **columns: object) -> None:
    """What its workers write after the bank's statement came."""
    values = {
        "bank_disbursement_batch_id": "B1",
        "disbursement_id": disbursement_id,
        "created_at": NOW.replace(tzinfo=None),
        "active": True,
        "reversal_found": False,
    } | columns
    names, gaps = ", ".join(values), ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO disbursement_recons ({names}) VALUES ({gaps})"
    with psycopg.connect(server.database_url) as connection:
        connection.execute(statement, list(values.values()))
