"""What `nalish channels check` says of a table, in sentences with their place."""

from pathlib import Path

import pytest

from tests.ussd_gateway.channels.external.provider import ENVIRONMENT
from ussd_gateway.channels.file import read_channels, variables_in

HEAD = """
[channels.x]
type = "external"
path_secret = { env = "EXTERNAL_PATH_SECRET" }
addresses = ["127.0.0.1"]
number = "16100"
"""
INBOUND = 'inbound = { id = "id", from = "from", text = "text" }\n'
OUTBOUND = """
[channels.x.outbound]
url = "https://external.example"
fields = { to = "{recipient}", text = "{text}" }
"""
REPORT = 'status = "s", states = { a = "sent" }'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "channels.toml"


def told(file: Path, text: str) -> list[str]:
    file.write_text(text, "utf-8")
    return list(read_channels([file], ENVIRONMENT).problems)


def outbound(**changes: str) -> str:
    """With lines of the table changed, or left out when empty."""
    lines = {
        "url": '"https://external.example"',
        "fields": '{ to = "{recipient}", text = "{text}" }',
    } | changes
    given = "\n".join(f"{name} = {value}" for name, value in lines.items() if value)
    return f"{HEAD}[channels.x.outbound]\n{given}"


@pytest.mark.parametrize("text", [HEAD + OUTBOUND, HEAD + INBOUND + OUTBOUND])
def test_little_is_needed(file: Path, text: str) -> None:
    assert told(file, text) == []


def test_without_a_way_out_nobody_is_answered(file: Path) -> None:
    assert told(file, HEAD + INBOUND) == ["channels.x.outbound: is missing"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('inbound = { from = "f", text = "t" }', "channels.x.inbound: name the field id, or time"),
        (
            'inbound = { id = "i", from = "f", text = "t", method = "GET" }',
            'channels.x.inbound: with method = "GET" the format must be "query"',
        ),
        (
            'inbound = { id = "i", from = "f", text = "t", format = "xml" }',
            "channels.x.inbound.format: Input should be 'form', 'json' or 'query'",
        ),
        (
            'inbound = { id = "i", from = "f" }',
            "channels.x.inbound: name the field text, or octets where the text is hexadecimal",
        ),
        (
            'inbound = { id = "i", from = "f", text = "t", octets = { field = "o", coding = "c" }}',
            "channels.x.inbound: name the field text, or octets where the text is hexadecimal",
        ),
        (
            'inbound = { id = "i", from = "f", octets = { field = "o" } }',
            "channels.x.inbound.octets.coding: is missing",
        ),
        (
            'inbound = { id = "i", from = "f", text = "t", answer = { status = 500 } }',
            "channels.x.inbound.answer.status: Input should be less than or equal to 299",
        ),
        (f"status = {{ {REPORT} }}", "channels.x.status: name the field id, of the provider's"),
        (
            f'status = {{ id = "i", opted_out = ["b"], {REPORT} }}',
            "channels.x.status: opted_out has words that states has not: b",
        ),
        (
            f'status = {{ id = "i", try_again = ["b"], {REPORT} }}',
            "channels.x.status: try_again has words that states has not: b",
        ),
        (
            'status = { id = "i", status = "s", states = { a = "sent" }, slow_down = ["a"] }',
            'channels.x.status: slow_down has words that are not "failed": a',
        ),
        (
            'status = { id = "i", status = "s", states = { a = "gone" } }',
            "channels.x.status.states.a: Input should be 'accepted', 'sent', 'delivered' or",
        ),
        (f'status = {{ id = "i", {REPORT} }}', "channels.x: status.id is the id at outbound.id"),
        (f'status = {{ our_id = "i", {REPORT} }}', "channels.x: status.our_id is what outbound"),
        (
            'signature = { header = "X", secret = "hush" }',
            "channels.x.signature.secret: a secret does not stand in the file",
        ),
        (
            'secret_header = { name = "X Y", secret = { env = "EXTERNAL_KEY" } }',
            "channels.x.secret_header.name: a header's name has letters, digits and -",
        ),
        (
            'secret_header = { name = "X", secret = { env = "NOWHERE" } }',
            "channels.x.secret_header.secret: the environment has no NOWHERE",
        ),
        (
            'signature = { header = "X", secret = { env = "EXTERNAL_KEY" } }\n'
            'inbound = { id = "i", from = "f", text = "t", format = "query" }',
            "channels.x: a signature is of a body, so it does not go with format",
        ),
    ],
)
def test_what_is_wrong_with_what_is_heard(file: Path, line: str, words: str) -> None:
    [problem] = told(file, HEAD + line + "\n" + OUTBOUND)
    assert problem.startswith(words)
    assert "hush" not in problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": '"external.example"'}, ".url: must be an address that begins with https://"),
        ({"url": ""}, ".url: is missing"),
        ({"method": '"GET"'}, ': with method = "GET" the format must be "query"'),
        ({"method": '"DELETE"'}, ".method: Input should be 'POST', 'GET' or 'PUT'"),
        ({"number_form": '"local"'}, ".number_form: Input should be 'e164', 'without_plus'"),
        ({"fields": '{ text = "{text}" }'}, ": fields must have {recipient} in it"),
        ({"fields": "{}"}, ": fields must have {recipient}, {text} in it"),
        (
            {"fields": '{ to = "{recipient}", text = "{text} {mesage}" }'},
            ": fields knows no {mesage}, only {data_coding}, {id}, {octets}, {recipient}, "
            "{sender}, {status_url}, {text}",
        ),
        (
            {"fields": '{ to = ["{recipient}"], text = "{text}" }'},
            ': fields of format = "form" are texts',
        ),
        (
            {"fields": '{ to = "{recipient}", text = "{text}", api_key = "hush" }'},
            ".fields: api_key: a secret does not stand in the file",
        ),
        (
            {"fields": '{ to = "{recipient}", text = "{text}", k = { env = "NOWHERE" } }'},
            ".fields: the environment has no NOWHERE",
        ),
        (
            {"headers": '{ Authorization = "Bearer hush" }'},
            ".headers: Authorization: a secret does not stand in the file",
        ),
        ({"answer_pattern": "'OK (?P<id>'"}, ".answer_pattern: Input should be a valid regular"),
        ({"http": '{ refused = ["4"] }'}, ".http: must be like 429 or 5xx, not 4"),
        (
            {"http": '{ refused = ["400"], try_again = ["400"] }'},
            ".http: these stand twice: 400",
        ),
        ({"code": '{ field = "s" }'}, ".code: accepted must have a value"),
        ({"code": '{ accepted = ["0"] }'}, ".code.field: is missing"),
        ({"codes": "1"}, ".codes: there is no such setting"),
    ],
)
def test_what_is_wrong_with_what_is_sent(file: Path, changes: dict[str, str], words: str) -> None:
    [problem] = told(file, outbound(**changes))
    assert problem.startswith(f"channels.x.outbound{words}")
    assert "hush" not in problem


@pytest.mark.parametrize("text", ["{text}", "{octets}"])
def test_the_text_goes_out_as_letters_or_as_octets(file: Path, text: str) -> None:
    assert told(file, outbound(fields=f'{{ to = "{{recipient}}", t = "{text}" }}')) == []


def test_the_variables_of_a_file_are_found_however_deep(file: Path) -> None:
    deep = '{ a = [{ b = { env = "DEEP" } }], to = "{recipient}", text = "{text}" }'
    file.write_text(outbound(fields=deep, format='"json"'), "utf-8")
    assert variables_in([file]) == {"EXTERNAL_PATH_SECRET", "DEEP"}


def test_secrets_are_not_shown(file: Path) -> None:
    secret = '{ to = "{recipient}", text = "{text}", pass = { env = "EXTERNAL_KEY" } }'
    file.write_text(outbound(fields=secret), "utf-8")
    assert "external-key" not in repr(read_channels([file], ENVIRONMENT))
