"""The committed contract is what the services really offer; `make openapi` writes it."""

import json

import pytest

from case_manager.openapi import render as render_case_manager
from nalish.place import ROOT
from ussd_gateway.openapi import render_openapi as render_gateway

RENDERED = {"case_manager": render_case_manager, "ussd_gateway": render_gateway}


@pytest.mark.parametrize("service", sorted(RENDERED))
def test_the_committed_file_is_fresh(service: str) -> None:
    committed = (ROOT / service / "openapi.json").read_text("utf-8")
    assert json.loads(committed) == json.loads(RENDERED[service]()), "run `make openapi`"
