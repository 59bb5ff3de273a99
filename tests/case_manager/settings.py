"""Settings of a case manager whose secrets are known to everybody."""

import base64
from typing import Any

from pydantic import SecretStr

from case_manager.settings import Mode, Settings


def make_settings(database_url: str, **others: Any) -> Settings:
    return Settings(
        mode=Mode.DEMO,
        database_url=SecretStr(database_url),
        gateway_token=SecretStr("gateway-token"),
        case_manager_token=SecretStr("case-manager-token"),
        grant_key=SecretStr("grant-key"),
        case_manager_sealing_keys=SecretStr("1:" + base64.b64encode(bytes(32)).decode()),
        case_manager_index_key=SecretStr("index-key"),
        reference_key=SecretStr("reference-key"),
        link_key=SecretStr("link-key"),
        secure_cookies=False,
        **others,
    )
