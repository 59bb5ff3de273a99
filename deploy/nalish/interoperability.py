"""What a file of interoperability makes of itself: looked at without asking anybody."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from case_manager.interoperability.errors import InteroperabilityRefused
from case_manager.interoperability.file import read_interoperability
from nalish.refusals import Refusal

_SOME_SITE = "https://<your site>"


@dataclass(frozen=True)
class Interface:
    """A peer that we ask, or a partner who asks us; `programmes` are what it is about."""

    name: str
    what: str
    address: str
    programmes: list[str]


def check(file: Path | None, environment: Mapping[str, str] = os.environ) -> list[Interface]:
    """Without a file that of the environment. Raises Refusal with all that is wrong."""
    named = environment.get("NALISH_INTEROPERABILITY_FILE")
    site = environment.get("NALISH_CASE_MANAGER_PUBLIC_URL", _SOME_SITE).rstrip("/")
    try:
        config = read_interoperability(file or (Path(named) if named else None), environment)
    except InteroperabilityRefused as refused:
        raise Refusal(str(refused)) from None
    peers = [
        Interface(
            name=name,
            what=f"peer, {peer.type}",
            address=peer.url,
            programmes=[
                programme
                for programme, each in config.programmes.items()
                if name in each.asks().values()
            ],
        )
        for name, peer in config.peers.items()
    ]
    partners = [
        Interface(
            name=name,
            what=f"partner, asks {' and '.join(partner.asks)}",
            address=f"{site}/dci/v1.0.0",
            programmes=list(partner.programmes),
        )
        for name, partner in config.partners.items()
    ]
    return peers + partners


def in_words(found: list[Interface]) -> Iterator[str]:
    if not found:
        yield "No peers and no partners: facts come from files, and nobody may ask."
    for each in found:
        about = ", ".join(each.programmes) or "no programme"
        yield f"{each.name} ({each.what}) at {each.address}: {about}"
