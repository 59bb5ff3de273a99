"""The file of interoperability: what it says is what is asked, and mistakes are told at once."""

import json
from pathlib import Path

import httpx
import pytest

from case_manager.interoperability.config import Interoperability, Source
from case_manager.interoperability.disbursements import (
    BridgeDisbursements,
    G2PConnectDisbursements,
)
from case_manager.interoperability.errors import InteroperabilityRefused
from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.peers import make_peers
from case_manager.interoperability.signatures import Signer
from tests.case_manager.interoperability.conftest import SEED_TEXT

ENVIRONMENT = {"OUR_KEY": SEED_TEXT, "SSO_SECRET": "sso-secret", "PARTNER_SECRET": "p" * 32}
US = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }
"""
WHOLE = (
    US
    + """
[peers.dss]
type = "registry"
id = "dss-ibr"
url = "https://dss.test/ibr/v1.0.0/"
signature = "body"
keys = "dss.jwks.json"
token = { url = "https://sso.test/token", client_id = "n", client_secret = { env = "SSO_SECRET" } }
purpose = { code = "grievance" }

[peers.spar]
type = "mapper"
id = "spar"
url = "https://spar.test"
signature = "header"
path = "/sync/resolve"

[peers.payer]
type = "disbursements"
id = "payer"
url = "https://payer.test"
signature = "body"
namespace = "g2p"
reference_form = "{beneficiary_id}-{period_from}"

[peers.bridge]
type = "g2p-bridge"
id = "bridge"
url = "https://bridge.test"
signature = "header"

[programmes.oaa]
source = "both"
code = "OAA"
registry = "dss"
mapper = "spar"
disbursements = "bridge"

[programmes.wda]
source = "dci"
code = "WDA"
disbursements = "payer"

[programmes.pwd]
source = "file"
code = "PWD"

[partners.mis]
id = "partner-mis"
keys = "dss.jwks.json"
client_secret = { env = "PARTNER_SECRET" }
programmes = ["oaa"]
purposes = ["duplicates"]
"""
)


@pytest.fixture
def folder(tmp_path: Path, signer: Signer) -> Path:
    (tmp_path / "dss.jwks.json").write_text(json.dumps(signer.jwks()))
    return tmp_path


def read(folder: Path, text: str) -> Interoperability:
    file = folder / "interoperability.toml"
    file.write_text(text)
    return read_interoperability(file, ENVIRONMENT)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(InteroperabilityRefused) as refused:
        read(folder, text)
    return refused.value.problems


class TestWhatItSays:
    def test_is_whom_we_ask(self, folder: Path) -> None:
        refused = httpx.MockTransport(lambda _: httpx.Response(500))
        peers = make_peers(read(folder, WHOLE), refused)
        registry, mapper = peers.registries["dss"], peers.mappers["spar"]
        assert (registry.peer.receiver_id, registry.peer.signer.key_id) == ("dss-ibr", "2026-1")
        assert str(registry.peer.http.base_url) == "https://dss.test/ibr/v1.0.0/"
        assert registry.peer.tokens is not None
        assert registry.peer.verifier is not None
        assert registry.purpose is not None
        assert mapper.path == "/sync/resolve"
        kinds = {name: type(each) for name, each in peers.disbursements.items()}
        assert kinds == {"payer": G2PConnectDisbursements, "bridge": BridgeDisbursements}

    def test_is_where_facts_come_from(self, folder: Path) -> None:
        config = read(folder, WHOLE)
        sources = [config.source_of(each) for each in ("oaa", "wda", "pwd", "vwb")]
        assert sources == [Source.BOTH, Source.DCI, Source.FILE, Source.FILE]
        assert config.from_peers_alone() == {"wda"}
        assert config.programmes["wda"].asks() == {"disbursements": "payer"}

    def test_is_who_may_ask(self, folder: Path) -> None:
        config = read(folder, WHOLE)
        partner = config.partner("partner-mis")
        assert partner is not None
        assert (partner.programmes, partner.purposes) == (("oaa",), ("duplicates",))
        assert config.partner("somebody") is None

    def test_without_a_file_is_nothing(self) -> None:
        config = read_interoperability(None, {})
        assert config.source_of("oaa") is Source.FILE
        assert make_peers(config).registries == {}

    def test_keeps_secrets_to_itself(self, folder: Path) -> None:
        config = read(folder, WHOLE)
        said = repr(config) + repr(make_peers(config))
        assert not [secret for secret in ENVIRONMENT.values() if secret in said]


class TestMistakes:
    def test_there_is_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(InteroperabilityRefused, match="there is no such file"):
            read_interoperability(tmp_path / "none.toml", {})

    def test_it_is_no_toml(self, folder: Path) -> None:
        [problem] = problems(folder, "[us")
        assert "interoperability.toml: " in problem

    def test_all_are_told_at_once(self, folder: Path) -> None:
        said = problems(
            folder,
            WHOLE.replace('signature = "body"', 'signature = "stamp"').replace(
                'source = "dci"', 'source = "fax"'
            ),
        )
        assert [each.split(":")[0] for each in said] == [
            "peers.dss.signature",
            "peers.payer.signature",
            "programmes.wda.source",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ("OUR_KEY", "NOT_SET", "us.signing_key: the environment has no NOT_SET"),
            (
                '{ env = "OUR_KEY" }',
                '"c2VjcmV0"',
                "us.signing_key: a secret does not stand in the file:"
                ' write { env = "ITS_VARIABLE" }',
            ),
            (
                '{ env = "OUR_KEY" }',
                '{ env = "SSO_SECRET" }',
                "us.signing_key: a signing key is base64 of 32 bytes",
            ),
            (
                "https://spar.test",
                "http://spar.test",
                "peers.spar.url: an address begins with https://, or leads to this machine",
            ),
            (
                'keys = "dss.jwks.json"\ntoken',
                'keys = "none.json"\ntoken',
                "peers.dss.keys: there is no file none.json to be read",
            ),
            (
                'path = "/sync/resolve"',
                'id_form = "token:{name}@nidw"',
                "peers.spar.id_form: only {nid} can stand in it",
            ),
            (
                'registry = "dss"',
                'registry = "spar"',
                "programmes.oaa.registry: spar is no peer of type registry",
            ),
            (
                'disbursements = "payer"',
                'disbursements = "nobody"',
                "programmes.wda.disbursements: nobody is no peer of type"
                " disbursements or g2p-bridge",
            ),
            (
                "[programmes.pwd]",
                "[programmes.moon]",
                "programmes.moon: the catalogue has no such programme",
            ),
            (
                'source = "file"',
                'source = "dci"',
                'programmes.pwd: source = "file" asks nobody; "dci" and "both" name registry,'
                " mapper or disbursements",
            ),
            ('code = "WDA"', 'code = "OAA"', "programmes: the code OAA stands there twice"),
            (
                'programmes = ["oaa"]',
                'programmes = ["vwb"]',
                "partners.mis.programmes: [programmes.vwb] is not there",
            ),
            (
                "PARTNER_SECRET",
                "SSO_SECRET",
                "partners.mis.client_secret: Value should have at least 32 items after"
                " validation, not 10",
            ),
            (
                'reference_form = "{beneficiary_id}-{period_from}"\n',
                "",
                "programmes.wda: no file tells a batch, so write a reference_form without it",
            ),
            (
                'disbursements = "payer"',
                'disbursements = "bridge"',
                'programmes.wda: a bridge tells no amounts, so write source = "both"',
            ),
            (
                "[programmes.wda]",
                "[programmes.vgf]",
                'programmes.vgf: nobody knows its periods, so write source = "both"',
            ),
            (US, "", "us: peers and partners want to know who we are: id, key_id and signing_key"),
        ],
    )
    def test_is_said_with_its_place(self, folder: Path, old: str, new: str, problem: str) -> None:
        assert old in WHOLE
        assert problems(folder, WHOLE.replace(old, new, 1)) == [problem]

    @pytest.mark.parametrize(
        "written", ["{}", "[]", '{"keys": []}', "nonsense", '{"keys": [{"kty": "oct", "k": "A"}]}']
    )
    def test_keys_that_are_none(self, folder: Path, written: str) -> None:
        (folder / "dss.jwks.json").write_text(written)
        assert "is no JWKS with Ed25519 keys that have a kid" in problems(folder, WHOLE)[0]
