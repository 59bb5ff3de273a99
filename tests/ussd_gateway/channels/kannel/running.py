"""A real Kannel on loopback, with the configuration of docs/channels.md, and its fake SMSC."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import httpx

from nalish.kannel import PROGRAMS
from nalish.place import ROOT
from tests.ussd_gateway.servers import free_ports, running, wait_for

_EXAMPLE = re.compile(r"```conf\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"group = smsc\n.*?\n\n", re.DOTALL)
_FAKE_LINK = """group = smsc
smsc = fake
smsc-id = fake
port = {port}
connect-allow-ip = 127.0.0.1

"""
_ARRIVED = re.compile(r"Got message \d+: <\S+ (\S+) (text|ucs-2) (.*)>")
_PART = re.compile(r"Got message \d+: <\S+ \S+ udh \S+ data (.*)>")


@dataclass(frozen=True)
class Kannel:
    gateway_port: int
    smsc_port: int
    folder: Path

    def log(self, program: str) -> str:
        return (self.folder / f"{program}.log").read_text("utf-8", "replace")

    def metrics(self) -> str:
        """The gateway's, which Kannel calls."""
        return httpx.get(f"http://127.0.0.1:{self.gateway_port}/metrics").text

    @contextmanager
    def box(self, name: str, configuration: Path, sign: str) -> Iterator[None]:
        command = [PROGRAMS[name], str(configuration)]
        with self._started(name, command):
            wait_for(lambda: sign in self.log(name))
            yield

    @contextmanager
    def _started(self, name: str, command: list[str]) -> Iterator[None]:
        with (
            (self.folder / f"{name}.log").open("wb") as output,
            running(command, dict(os.environ), stdout=output, stderr=output),
        ):
            yield

    @contextmanager
    def phone(self, number: str, text: str, to: str = "16100") -> Iterator["Phone"]:
        """Sends one SMS as soon as it is connected, and then only listens."""
        is_plain = text.isascii()
        written = text if is_plain else quote(text.encode("utf-16-be"), safe="")
        words = f"{number} {to} {'text' if is_plain else 'ucs2'} {written}"
        address = ["-H", "127.0.0.1", "-r", str(self.smsc_port)]
        once = ["-i", "3600", "-m", "1", words]
        with self._started(number, [PROGRAMS["fakesmsc"], *address, *once]):
            yield Phone(number, self.folder / f"{number}.log")


@dataclass(frozen=True)
class Phone:
    number: str
    log: Path

    def texts(self) -> list[str]:
        return [
            text if kind == "text" else _decode(text, "utf-16-be")
            for to, kind, text in _ARRIVED.findall(self.heard())
            if to.lstrip("+") == self.number
        ]

    def parts(self) -> list[str]:
        return [_decode(text, "ascii") for text in _PART.findall(self.heard())]

    def heard(self) -> str:
        return self.log.read_text("utf-8", "replace")


def _decode(text: str, charset: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode(charset)


@contextmanager
def running_kannel(
    folder: Path, gateway_port: int, sendsms_port: int, path_secret: str
) -> Iterator[Kannel]:
    admin, smsbox, smsc = free_ports(3)
    inbound = f"http://127.0.0.1:{gateway_port}/channels/kannel/inbound/{path_secret}"
    ours = {
        "13000": str(admin),
        "13001": str(smsbox),
        "13013": str(sendsms_port),
        "https://sms.example.org/channels/kannel/inbound/PATH-SECRET": inbound,
        "http-queue-delay = 10": "http-queue-delay = 1",
        "ADMIN-PASSWORD": "admin-password",
        "SENDSMS-PASSWORD": "kannel-password",
    }
    configuration = folder / "kannel.conf"
    configuration.write_text(_configuration(ours, smsc), "utf-8")
    kannel = Kannel(gateway_port, smsc, folder)
    with (
        kannel.box("bearerbox", configuration, "entering mainloop"),
        kannel.box("smsbox", configuration, "Connected to bearerbox"),
    ):
        yield kannel


def _configuration(ours: Mapping[str, str], smsc_port: int) -> str:
    """That of the documentation, with our own ports and words, and a fake link for the real one."""
    example = _EXAMPLE.search((ROOT / "docs" / "channels.md").read_text("utf-8"))
    assert example, "docs/channels.md has a whole configuration of Kannel"
    content, links = _LINK.subn(_FAKE_LINK.format(port=smsc_port), example[1])
    assert links == 1
    for theirs, replacement in ours.items():
        assert theirs in content, theirs
        content = content.replace(theirs, replacement)
    return content
