"""The channels to the citizens, for administrators: are they well, and what do they cost?"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from case_manager.accounts.access import AdministratorDep
from case_manager.db import ClockDep
from case_manager.messages.gateway import Gateway, GatewayError
from case_manager.operations import service
from case_manager.ui.rendering import page
from case_manager.ui.texts import texts

router = APIRouter(include_in_schema=False)
Found = TypeVar("Found")


async def get_gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway


GatewayDep = Annotated[Gateway, Depends(get_gateway)]
Months = Annotated[int, Query(alias="months")]


@router.get("/operations")
def operations_page(
    request: Request,
    visit: AdministratorDep,
    gateway: GatewayDep,
    clock: ClockDep,
    months: Months = service.PERIODS[0],
) -> HTMLResponse:
    """What the gateway does not tell is said to be missing; the rest of the page is there."""
    months = months if months in service.PERIODS else service.PERIODS[0]
    return page(
        request,
        visit.language,
        "operations/operations.html",
        visit=visit,
        channels=_told(lambda: service.channels(gateway)),
        costs=_told(lambda: service.costs(gateway, months, now=clock())),
        months=months,
        periods=service.PERIODS,
        tag_name=lambda tag: texts(visit.language).find(f"operations.tag.{tag or 'none'}") or tag,
    )


def _told(ask: Callable[[], Found]) -> Found | None:
    try:
        return ask()
    except GatewayError:
        return None
