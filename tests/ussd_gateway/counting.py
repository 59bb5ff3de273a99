"""What Prometheus would read of a gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
    samples = [
        sample
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    return sum(sample.value for sample in samples)
