import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.peer import Peer, SignatureForm
from case_manager.interoperability.signatures import Signer
from tests.case_manager.conftest import World
from tests.case_manager.interoperability import openg2p
from tests.case_manager.interoperability.partner import FILE, KEY, NID, SECRET, Partner

SEED = bytes(range(32))
SEED_TEXT = b64encode(SEED).decode()


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer("nalish", "2026-1", Ed25519PrivateKey.from_private_bytes(SEED))


@dataclass
class FarSide:
    """Plays the peer: keeps what it was sent and gives what the test laid ready."""

    answers: list[Any] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, json=answer(json.loads(request.content)))

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]


@pytest.fixture
def far_side() -> FarSide:
    return FarSide()


MakePeer = Callable[..., Peer]


@pytest.fixture
def make_peer(far_side: FarSide, signer: Signer) -> Iterator[MakePeer]:
    with ExitStack() as opened:

        def make(**changes: Any) -> Peer:
            terms: dict[str, Any] = {
                "name": "dss",
                "receiver_id": "dss-ibr",
                "form": SignatureForm.BODY,
                "namespace": "dci",
                "signer": signer,
                "verifier": None,
                "tokens": None,
                "http": opened.enter_context(
                    httpx.Client(
                        base_url="https://dss.test/v1.0.0",
                        transport=httpx.MockTransport(far_side.handle),
                    )
                ),
            }
            return Peer(**(terms | changes))

        yield make


def answer(message: Callable[[dict[str, Any]], Any], **header: Any) -> Callable[..., Any]:
    """An answer to whatever came: `message` makes it of the message that was sent."""

    def make(request: dict[str, Any]) -> dict[str, Any]:
        asked = request["header"]
        said = {
            "version": "1.0.0",
            "message_id": asked["message_id"],
            "message_ts": asked["message_ts"],
            "action": f"on-{asked['action']}",
            "status": "succ",
            "total_count": 1,
            "completed_count": 1,
        }
        return {"signature": "", "header": said | header, "message": message(request["message"])}

    return make


@pytest.fixture(scope="session")
def key_manager(signer: Signer) -> Iterator[str]:
    with openg2p.key_manager(signer.key.public_key()) as url:
        yield url


@pytest.fixture(scope="session")
def spar(
    make_database: Callable[[str], str],
    key_manager: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[openg2p.Server]:
    """OpenG2P's account mapper."""
    folder: Path = tmp_path_factory.mktemp("spar")
    url = make_database("spar")
    with openg2p.running(
        "openg2p_spar_mapper_api", "SPAR_MAPPER", url, key_manager, folder
    ) as server:
        yield server


@pytest.fixture(scope="session")
def bridge(
    make_database: Callable[[str], str],
    key_manager: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[openg2p.Server]:
    """OpenG2P's bridge between programmes and banks."""
    folder: Path = tmp_path_factory.mktemp("bridge")
    url = make_database("bridge")
    with openg2p.running(
        "openg2p_g2p_bridge_api", "G2P_BRIDGE", url, key_manager, folder
    ) as server:
        yield server


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interoperability")
    (folder / "mis.json").write_text(json.dumps(Signer("mis", "mis-1", KEY).jwks()))
    file = folder / "interoperability.toml"
    file.write_text(FILE)
    return file


@pytest.fixture
def partner(app: FastAPI, client: httpx.Client, file: Path) -> Partner:
    environment = {"OUR_KEY": SEED_TEXT, "PARTNER": SECRET}
    app.state.interoperability = read_interoperability(file, environment)
    return Partner(client)


@pytest.fixture
def enrolled(world: World) -> Any:
    person = world.person(nid=NID, beneficiary_id="BEN77")
    enrolment = world.enrolment(person)
    world.session.commit()
    return enrolment
