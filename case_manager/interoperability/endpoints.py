"""Where other systems ask us in the words of DCI, whose specification describes the addresses."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, Response

from case_manager.callers import Authorization
from case_manager.db import ClockDep, KeysDep
from case_manager.interoperability import disclosing, partners
from case_manager.interoperability.config import Interoperability, Way
from case_manager.interoperability.errors import PartnerRefused
from case_manager.interoperability.partners import Call
from case_manager.interoperability.signatures import compact

router = APIRouter(prefix="/dci/v1.0.0", include_in_schema=False)
Word = Annotated[str, Form()]


async def read_call(request: Request, authorization: Authorization = "") -> Call:
    signature = request.headers.get("signature", "")
    return Call(await request.body(), authorization, signature)


async def get_interoperability(request: Request) -> Interoperability:
    config: Interoperability = request.app.state.interoperability
    return config


CallDep = Annotated[Call, Depends(read_call)]
InteroperabilityDep = Annotated[Interoperability, Depends(get_interoperability)]


@router.post("/registry/sync/{way}")
def answer(
    way: Way,
    call: CallDep,
    config: InteroperabilityDep,
    request: Request,
    clock: ClockDep,
    keys: KeysDep,
) -> Response:
    now, sessions = clock(), request.app.state.sessions
    try:
        incoming = partners.receive(config, call, now=now)
        said = disclosing.answer(sessions, config, incoming, way, keys=keys, now=now)
    except PartnerRefused as refused:
        return _refusal(refused)
    return _json(said)


@router.post("/oauth2/token")
def give_token(
    config: InteroperabilityDep,
    clock: ClockDep,
    grant_type: Word = "",
    client_id: Word = "",
    client_secret: Word = "",
) -> Response:
    """RFC 6749, 4.4."""
    if grant_type != "client_credentials":
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    try:
        token = partners.issue_token(config, client_id, client_secret, now=clock())
    except PartnerRefused as refused:
        return JSONResponse({"error": refused.code}, refused.status_code)
    expires_in = int(partners.TOKEN_VALID_FOR.total_seconds())
    return JSONResponse(
        {"access_token": token, "token_type": "Bearer", "expires_in": expires_in},
        headers={"Cache-Control": "no-store"},
    )


@router.get("/.well-known/jwks.json")
def show_keys(config: InteroperabilityDep) -> Response:
    if config.us is None:
        return _refusal(PartnerRefused(404, "err.request.not_found", "nobody may ask here"))
    return _json(config.us.signer().jwks())


def _json(content: Any) -> Response:
    """In the bytes that are signed."""
    return Response(compact(content), media_type="application/json")


def _refusal(refused: PartnerRefused) -> Response:
    error = {"code": refused.code, "message": refused.detail}
    return JSONResponse({"errors": [error]}, refused.status_code)
