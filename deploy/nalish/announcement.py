"""What a person needs to know when the house stands, on the screen and in `demo.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from nalish.place import write_private

People = Mapping[str, list[dict[str, Any]]]


def urls(described: Mapping[str, str]) -> dict[str, str]:
    """All of them answer GET."""
    return {
        "gateway": described["NALISH_GATEWAY_URL"],
        "phones": f"{described['NALISH_GATEWAY_URL']}/simulator",
        "sent_messages": f"{described['NALISH_GATEWAY_URL']}/simulator/outgoing",
        "case_manager": described["NALISH_CASE_MANAGER_URL"],
        "assistant": described["NALISH_ASSISTANT_URL"],
        "actions": f"{described['NALISH_ACTIONS_URL']}/healthz",
        "mailbox": described["NALISH_MAILBOX_URL"],
    }


def channels(described: Mapping[str, str]) -> list[dict[str, str]]:
    public = described.get("NALISH_GATEWAY_PUBLIC_URL") or described["NALISH_GATEWAY_URL"]
    secrets = {"twilio": "NALISH_TWILIO_AUTH_TOKEN", "simulator": "NALISH_SIMULATOR_SECRET"}
    return [
        {
            "id": name,
            "type": name,
            "inbound_url": f"{public.rstrip('/')}/channels/{name}/inbound",
            "secret": described[secret],
        }
        for name, secret in secrets.items()
    ]


def write_demo_file(
    state_dir: Path, described: Mapping[str, str] | None, people: People | None = None
) -> None:
    """It is there exactly while the demonstration runs."""
    path = state_dir / "demo.json"
    if described is None or people is None:
        path.unlink(missing_ok=True)
        return
    told = {"urls": urls(described), "users": people["users"], "channels": channels(described)}
    told["citizens"] = people["citizens"]
    write_private(path, json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def announce(console: Console, described: Mapping[str, str], people: People | None) -> None:
    lines = ["", "Nalish is ready.", ""]
    shown = urls(described)
    if people is None:
        for name in ("phones", "sent_messages", "mailbox"):
            del shown[name]
    lines += [f"  {name.replace('_', ' '):<15}{url}" for name, url in shown.items()]
    if people:
        lines += ["", "Sign in at the case manager:"]
        lines += [
            f"  {user['role']:<14}{user['email']}  {user['password']}"
            for user in _one_of_each_role(people["users"])
        ]
        lines += _try_this(described, people)
    lines += ["", "Ctrl-C stops all of it."]
    console.print("\n".join(lines), soft_wrap=True, markup=False, highlight=False)


def _one_of_each_role(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first: dict[str, dict[str, Any]] = {}
    for user in users:
        first.setdefault(user["role"], user)
    return list(first.values())


def _try_this(described: Mapping[str, str], people: People) -> list[str]:
    citizen, user = people["citizens"][0], people["users"][0]
    phone, desk = citizen["phone"], described["NALISH_CASE_MANAGER_URL"]
    return [
        "",
        "Try this:",
        f"  1. Open {described['NALISH_GATEWAY_URL']}/simulator and dial, or in the terminal:",
        f'     .venv/bin/nalish sms {phone} "amar boyosko bhatar taka pai nai"',
        '  2. Answer ("1", "yes", …) until it tells you a reference.',
        f"  3. Sign in at {desk} as {user['email']}, open the case and write to the citizen.",
    ]
