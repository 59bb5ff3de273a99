"""The page with basic phones, and what it asks for: who there is to be, and when an SMS came."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent

from ussd_gateway.addresses import NotAPhoneNumber, normalise_phone
from ussd_gateway.channels.simulator.endpoints import SimulatorSecret
from ussd_gateway.messages import Language
from ussd_gateway.settings import Mode, Settings
from ussd_gateway.simulator.page import pages
from ussd_gateway.simulator.recorder import Recorder
from ussd_gateway.texts import page_texts
from ussd_gateway.web import refusal

router = APIRouter(include_in_schema=False)
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FIRST_NUMBER = "01700000000"
_TIMEOUT_SECONDS = 5.0
_MOST_PHONES = 12


class CheckExercises(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    phones: list[Annotated[str, Field(max_length=32)]]
    since: AwareDatetime


@router.get("/simulator", response_class=HTMLResponse)
async def show_phones(request: Request, lang: str = "bn") -> HTMLResponse:
    language = Language.ENGLISH if lang == "en" else Language.BANGLA
    settings: Settings = request.app.state.settings
    words = page_texts("phone_page", language)
    is_training = settings.mode is Mode.TRAINING
    html = (
        pages()
        .get_template("phones.html")
        .render(
            language=language,
            words=words,
            training=is_training,
            desk_url=settings.case_manager_url,
            settings={
                "secret": settings.simulator_secret.get_secret_value(),
                "code": settings.ussd_code,
                "number": _FIRST_NUMBER,
                "language": language,
                "training": is_training,
                "words": words,
            },
        )
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY})


@router.get("/simulator/live")
async def follow_outgoing(request: Request) -> EventSourceResponse:
    """Says which phone was sent something; what it was is asked for with the secret."""
    recorder: Recorder = request.app.state.recorder

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for phone_id in recorder.follow():
            yield ServerSentEvent(data=phone_id, event="sent")

    return EventSourceResponse(events())


@router.get("/simulator/citizens.json")
async def list_citizens(request: Request, _: SimulatorSecret) -> JSONResponse:
    return await _ask_case_manager(request, "GET", "/api/v1/demo/citizens")


@router.post("/simulator/exercises.json")
async def check_exercises(
    request: Request, command: CheckExercises, _: SimulatorSecret
) -> JSONResponse:
    body = {
        "phones": _phones(command.phones)[:_MOST_PHONES],
        "since": command.since.isoformat(),
    }
    return await _ask_case_manager(request, "POST", "/api/v1/training/checks", body)


def _phones(numbers: list[str]) -> list[str]:
    """A number that is half typed counts for nothing."""
    phones = []
    for number in numbers:
        try:
            phones.append(normalise_phone(number))
        except NotAPhoneNumber:
            continue
    return phones


async def _ask_case_manager(
    request: Request, method: str, path: str, body: dict[str, Any] | None = None
) -> JSONResponse:
    settings: Settings = request.app.state.settings
    http: httpx.AsyncClient = request.app.state.http
    token = settings.case_manager_token.get_secret_value()
    try:
        answer = await http.request(
            method,
            f"{settings.case_manager_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_SECONDS,
        )
    except httpx.HTTPError:
        return refusal(503, "Unavailable", "the case manager does not answer")
    if not answer.is_success:
        return refusal(503, "Unavailable", f"the case manager answered {answer.status_code}")
    return JSONResponse(json.loads(answer.content))
