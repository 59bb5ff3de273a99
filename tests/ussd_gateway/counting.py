"""What Prometheus would read of a gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import REGISTRY, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.ussd_gateway.harness import Gateway


@asynccontextmanager
async def counted_up(gateway: Gateway, name: str, **labels: str) -> AsyncIterator[None]:
    """By one, as scrapes before and after read it."""
    before = await value(gateway, name, labels)
    yield
    assert await value(gateway, name, labels) == before + 1


async def value(gateway: Gateway, name: str, labels: dict[str, str]) -> float:
    response = await gateway.web.get("/metrics")
    return _sum(response.text, name, labels)


def count_of(name: str, labels: dict[str, str]) -> float:
    """Of a counter of this process, without writing down all the others."""
    return _sum(generate_latest(REGISTRY.restricted_registry([name])).decode(), name, labels)


def _sum(text: str, name: str, labels: dict[str, str]) -> float:
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )
