"""The file of interoperability, checked as a whole: every mistake is told at once."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from case_manager.interoperability.config import (
    Interoperability,
    PeerType,
    ProgrammeConfig,
    Source,
)
from case_manager.interoperability.errors import InteroperabilityRefused
from case_manager.programmes import service as programmes_service

_FITS = {
    "registry": {PeerType.REGISTRY},
    "mapper": {PeerType.MAPPER},
    "disbursements": {PeerType.DISBURSEMENTS, PeerType.G2P_BRIDGE},
}


def read_interoperability(file: Path | None, environment: Mapping[str, str]) -> Interoperability:
    """Nobody is asked and nobody may ask where there is no file. Raises InteroperabilityRefused."""
    if file is None:
        return Interoperability()
    context = {"environment": environment, "folder": file.parent}
    try:
        read = Interoperability.model_validate(_content(file), context=context)
    except ValidationError as error:
        raise InteroperabilityRefused(list(_in_words(error))) from None
    if problems := [*_of_peers(read), *_of_programmes(read), *_of_partners(read)]:
        raise InteroperabilityRefused(problems)
    return read


def variables_in(file: Path | None) -> frozenset[str]:
    """The names of the environment that the file speaks of. Raises InteroperabilityRefused."""
    return frozenset(_variables(_content(file))) if file else frozenset()


def _variables(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"env"} and isinstance(value["env"], str):
            yield value["env"]
        yield from chain.from_iterable(map(_variables, value.values()))


def load_interoperability(
    file: Path | None, environment: Mapping[str, str] = os.environ
) -> Interoperability:
    """Ends the process with sentences, not a trace, when the file is not in order."""
    try:
        return read_interoperability(file, environment)
    except InteroperabilityRefused as refused:
        raise SystemExit(f"The case manager cannot start: {refused}") from None


def _content(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise InteroperabilityRefused([f"{file}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise InteroperabilityRefused([f"{file}: cannot be read ({kind})"]) from None
    except tomllib.TOMLDecodeError as error:
        raise InteroperabilityRefused([f"{file}: {error}"]) from None


def _in_words(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        place = ".".join(map(str, problem["loc"]))
        yield f"{place}: {problem['msg'].removeprefix('Value error, ')}"


def _of_peers(read: Interoperability) -> Iterator[str]:
    if (read.peers or read.partners) and read.us is None:
        yield "us: peers and partners want to know who we are: id, key_id and signing_key"


def _of_programmes(read: Interoperability) -> Iterator[str]:
    for programme, config in read.programmes.items():
        yield from _unknown(f"programmes.{programme}", programme)
        for question, name in config.asks().items():
            peer = read.peers.get(name)
            if peer is None or peer.type not in _FITS[question]:
                fitting = " or ".join(sorted(_FITS[question]))
                yield f"programmes.{programme}.{question}: {name} is no peer of type {fitting}"
        yield from _of_payments(read, programme, config)
    codes = [config.code for config in read.programmes.values()]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"programmes: the code {code} stands there twice"


def _of_payments(read: Interoperability, programme: str, config: ProgrammeConfig) -> Iterator[str]:
    """Of payments that no file tells of must be known which there are, and what they are called."""
    peer = read.peers.get(config.disbursements or "")
    found = programmes_service.find_programme(programme)
    if config.source is not Source.DCI or peer is None:
        return
    if peer.type is PeerType.G2P_BRIDGE:
        yield f'programmes.{programme}: a bridge tells no amounts, so write source = "both"'
    elif "{batch}" in peer.reference_form:
        yield f"programmes.{programme}: no file tells a batch, so write a reference_form without it"
    if found and found.paid_every_months is None:
        yield f'programmes.{programme}: nobody knows its periods, so write source = "both"'


def _of_partners(read: Interoperability) -> Iterator[str]:
    for name, partner in read.partners.items():
        for programme in partner.programmes:
            if programme not in read.programmes:
                yield f"partners.{name}.programmes: [programmes.{programme}] is not there"
    ids = [partner.id for partner in read.partners.values()]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"partners: the id {id_} stands there twice"


def _unknown(place: str, programme: str) -> Iterator[str]:
    if programmes_service.find_programme(programme) is None:
        yield f"{place}: the catalogue has no such programme"
