"""The demonstration: loaded once into an empty database, and the people to try it with."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from case_manager import demo
from case_manager.db import make_engine
from case_manager.migrate import migrate
from case_manager.settings import Settings, load_settings
from nalish.databases import check_postgres, reachable_postgres
from nalish.environment import assumed, describe
from nalish.refusals import Refusal
from ussd_gateway.messages import Language as GatewayLanguage
from ussd_gateway.migrate import migrate as migrate_gateway
from ussd_gateway.settings import load_settings as load_gateway_settings
from ussd_gateway.simulator.contacts import KnownContact, add_contacts

_BANGLADESH = ZoneInfo("Asia/Dhaka")


def people() -> dict[str, list[dict[str, Any]]]:
    told = demo.summary()
    return {"users": [*map(dict, told.users)], "citizens": [*map(dict, told.citizens)]}


def load_once(described: Mapping[str, str], console: Console) -> None:
    """Does nothing when there are people in the database already."""
    settings = _settings(described)
    engine = make_engine(settings.database_url.get_secret_value())
    try:
        if not demo.holds_people(engine):
            _load(settings, described, console, demo.BENEFICIARIES, demo.CASES)
    finally:
        engine.dispose()


def load_now(state_dir: Path, console: Console, *, beneficiaries: int, cases: int) -> None:
    described = describe(state_dir)
    with reachable_postgres(state_dir) as url:
        check_postgres(url)
        described |= {"DATABASE_URL": url, "REDIS_URL": "redis://"}  # Redis holds nothing of it
        settings = _settings(described)
        migrate(url)
        migrate_gateway(url)
        try:
            _load(settings, described, console, beneficiaries, cases)
        except demo.DemoRefused as refusal:
            raise Refusal(f"{refusal.detail[0].upper()}{refusal.detail[1:]}.") from None


def _load(
    settings: Settings,
    described: Mapping[str, str],
    console: Console,
    beneficiaries: int,
    cases: int,
) -> None:
    """As the owner of the tables, whose indexes are put back at the end."""
    engine = make_engine(settings.database_url.get_secret_value(), role=None)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
            tasks = {
                "people": bars.add_task("demo: people", total=beneficiaries),
                "cases": bars.add_task("demo: cases", total=cases),
            }
            demo.load(
                engine,
                settings.keys,
                mode=settings.mode,
                beneficiaries=beneficiaries,
                cases=cases,
                today=datetime.now(_BANGLADESH).date(),
                progress=lambda what, done, total: bars.update(
                    tasks[what], completed=done, total=total
                ),
            )
        _introduce(demo.contacts(engine, settings.keys), described)
    finally:
        engine.dispose()
    console.print(f"✓ demo data: {beneficiaries:,} people, {cases:,} cases", highlight=False)


def _introduce(contacts: Iterable[demo.DemoContact], described: Mapping[str, str]) -> None:
    """The gateway knows those who filed a case, so that a caseworker can write to them."""
    with assumed(described):
        settings = load_gateway_settings()
    known = [
        KnownContact(contact.id, contact.phone, GatewayLanguage(contact.language))
        for contact in contacts
    ]
    asyncio.run(add_contacts(settings, known, datetime.now(UTC)))


def _settings(described: Mapping[str, str]) -> Settings:
    with assumed(described):
        return load_settings()
