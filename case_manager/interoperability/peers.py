"""From the file to those whom we ask: built once, with connections of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from case_manager.interoperability.config import (
    Interoperability,
    PeerConfig,
    PeerType,
)
from case_manager.interoperability.disbursements import (
    BRIDGE_PATH,
    STATUS_PATH,
    BridgeDisbursements,
    Disbursements,
    G2PConnectDisbursements,
)
from case_manager.interoperability.mapper import RESOLVE, Mapper
from case_manager.interoperability.peer import Peer
from case_manager.interoperability.registry import Purpose, Registry
from case_manager.interoperability.signatures import Signer, Verifier
from case_manager.interoperability.tokens import Tokens


@dataclass(frozen=True)
class Peers:
    """By their names in the file."""

    config: Interoperability
    registries: Mapping[str, Registry] = field(default_factory=dict)
    mappers: Mapping[str, Mapper] = field(default_factory=dict)
    disbursements: Mapping[str, Disbursements] = field(default_factory=dict)
    opened: Sequence[Peer] = ()

    def close(self) -> None:
        for peer in self.opened:
            peer.http.close()


def make_peers(config: Interoperability, transport: httpx.BaseTransport | None = None) -> Peers:
    if config.us is None:
        return Peers(config)
    signer = config.us.signer()
    opened = {name: open_peer(name, each, signer, transport) for name, each in config.peers.items()}
    of_type = {
        kind: {name: each for name, each in config.peers.items() if each.type is kind}
        for kind in PeerType
    }
    return Peers(
        config,
        registries={n: _registry(opened[n], c) for n, c in of_type[PeerType.REGISTRY].items()},
        mappers={
            n: Mapper(opened[n], c.id_form, c.path or RESOLVE)
            for n, c in of_type[PeerType.MAPPER].items()
        },
        disbursements={
            n: G2PConnectDisbursements(opened[n], c.path or STATUS_PATH)
            for n, c in of_type[PeerType.DISBURSEMENTS].items()
        }
        | {
            n: BridgeDisbursements(opened[n], c.path or BRIDGE_PATH)
            for n, c in of_type[PeerType.G2P_BRIDGE].items()
        },
        opened=list(opened.values()),
    )


def open_peer(
    name: str, config: PeerConfig, signer: Signer, transport: httpx.BaseTransport | None
) -> Peer:
    http = httpx.Client(base_url=config.url, timeout=config.timeout_seconds, transport=transport)
    token = config.token
    return Peer(
        name=name,
        receiver_id=config.id,
        form=config.signature,
        namespace=config.namespace,
        signer=signer,
        verifier=Verifier(config.id, config.keys) if config.keys else None,
        tokens=Tokens(http, token.url, token.client_id, token.client_secret.get_secret_value())
        if token
        else None,
        http=http,
    )


def _registry(peer: Peer, config: PeerConfig) -> Registry:
    purpose = config.purpose
    return Registry(
        peer,
        Purpose(purpose.code, purpose.text) if purpose else None,
        config.registry_type,
    )
