"""The OpenAPI files of DCI and G2P Connect as they were published, and what they say of a body."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

_FOLDER = Path(__file__).parent / "specifications"
IBR, SOCIAL = "dci/ibr_api", "dci/social_api"
REGISTRY = "g2p_connect/registry_core_api"
MAPPER = "g2p_connect/mapper_core_api"
DISBURSE = "g2p_connect/disburse_core_api"


@cache
def document(name: str) -> dict[str, Any]:
    read = yaml.load((_FOLDER / f"{name}_v1.0.0.yaml").read_text("utf-8"), yaml.CSafeLoader)
    whole = json.loads(json.dumps(read, default=str))
    for node in _nodes(whole):
        if isinstance(reference := node.get("$ref"), str):
            node["$ref"] = _straight(whole, reference)
    return dict(whole)


def schema_problems(name: str, schema: str, content: Any) -> list[str]:
    """What the schema of this name has against it."""
    return _problems(name, f"#/components/schemas/{schema}", content)


def request_problems(name: str, path: str, content: Any) -> list[str]:
    body = "requestBody/content/application~1json/schema"
    return _problems(name, f"#/paths/{path.replace('/', '~1')}/post/{body}", content)


def response_problems(name: str, path: str, content: Any) -> list[str]:
    body = "responses/default/content/application~1json/schema"
    return _problems(name, f"#/paths/{path.replace('/', '~1')}/post/{body}", content)


@cache
def _validator(name: str, pointer: str) -> jsonschema_rs.Draft4Validator:
    schema = {"allOf": [{"$ref": pointer}], **document(name)}
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True)


def _problems(name: str, pointer: str, content: Any) -> list[str]:
    return [
        f"{'.'.join(map(str, each.instance_path))}: {each.message}"
        for each in _validator(name, pointer).iter_errors(content)
    ]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(child, dict | list):
            yield from _nodes(child)


def _straight(whole: Any, reference: str) -> str:
    """Some references lead through other references, which a JSON pointer cannot."""
    node, way = whole, "#"
    for part in reference.removeprefix("#/").split("/"):
        while "$ref" in node:
            way = _straight(whole, node["$ref"])
            node = _at(whole, way)
        way += f"/{part}"
        node = node[int(part)] if isinstance(node, list) else node[_plain(part)]
    return way


def _at(whole: Any, pointer: str) -> Any:
    node = whole
    for part in pointer.removeprefix("#/").split("/"):
        node = node[int(part)] if isinstance(node, list) else node[_plain(part)]
    return node


def _plain(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
