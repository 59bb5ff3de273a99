"""The channels to the citizens, for administrators: are they well, and what do they cost?"""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from case_manager.accounts.access import AdministratorDep, UserVisit
from case_manager.db import ClockDep, SessionDep
from case_manager.messages.gateway import Gateway, GatewayError, GatewayRefused
from case_manager.operations import service
from case_manager.ui.rendering import page
from case_manager.ui.texts import Texts, texts

router = APIRouter(include_in_schema=False)
Found = TypeVar("Found")
_FEW_MONTHS = service.PERIODS[0]


class Operations:
    """What the page works with; what the gateway does not tell is None."""

    def __init__(self, request: Request, session: SessionDep, clock: ClockDep) -> None:
        self.request = request
        self.session = session
        self.now = clock()
        self.gateway: Gateway = request.app.state.gateway

    def show(
        self,
        visit: UserVisit,
        *,
        months: int = _FEW_MONTHS,
        after: UUID | None = None,
        refusal: str | None = None,
    ) -> HTMLResponse:
        words = texts(visit.language)
        return page(
            self.request,
            visit.language,
            "operations/operations.html",
            status_code=409 if refusal else 200,
            here="/operations" if refusal else None,
            visit=visit,
            channels=_told(lambda: service.channels(self.gateway)),
            failed=_told(lambda: service.failed_messages(self.session, self.gateway, after)),
            after=after,
            costs=_told(lambda: service.costs(self.gateway, months, now=self.now)),
            months=months,
            periods=service.PERIODS,
            tag_name=lambda tag: _tag_name(words, tag),
            said=self.request.query_params.get("said") == "resent",
            refusal=refusal,
        )


OperationsDep = Annotated[Operations, Depends()]
Months = Annotated[int, Query()]


@router.get("/operations")
def operations_page(
    visit: AdministratorDep,
    operations: OperationsDep,
    months: Months = _FEW_MONTHS,
    after: UUID | None = None,
) -> HTMLResponse:
    months = months if months in service.PERIODS else _FEW_MONTHS
    return operations.show(visit, months=months, after=after)


@router.post("/operations/failed-messages/{message_id}/resends")
def resend(
    message_id: UUID, visit: AdministratorDep, operations: OperationsDep, session: SessionDep
) -> Response:
    try:
        service.resend(
            session, operations.gateway, message_id, actor=visit.user, now=operations.now
        )
    except GatewayRefused as refused:
        name = f"operations.refused.{refused}"
        known = texts(visit.language).find(name) is not None
        return operations.show(visit, refusal=name if known else "operations.refused.other")
    except GatewayError:
        return operations.show(visit, refusal="operations.not_resent")
    return RedirectResponse("/operations?said=resent#failed", 303)


def _tag_name(words: Texts, tag: str) -> str:
    """Each notice to many has a budget of its own."""
    kind, _, number = tag.partition("_")
    if kind == "notice" and number.isdigit():
        return words("operations.tag.notice", number=int(number))
    return words.find(f"operations.tag.{tag or 'none'}") or tag


def _told(ask: Callable[[], Found]) -> Found | None:
    try:
        return ask()
    except GatewayError:
        return None
