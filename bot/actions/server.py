"""The action server: `python -m actions.server`. Only the assistant, with its token, gets in."""

import hmac
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

import case_manager_client
import logs
import settings
from actions.base import Surroundings, TurnAction
from actions.beginning import ActionBeginComplaint
from actions.call_times import ActionAskForCall, ActionCancelCall, ValidateCallForm
from actions.cases import ActionAppendToCase, ActionHandOver
from actions.complaints import ValidateComplaintForm
from actions.eligibility import (
    ActionBeginEligibility,
    ActionTellEligibility,
    ValidateEligibilityForm,
)
from actions.following_up import (
    ActionBeginFollowUp,
    ActionFollowUp,
    ActionRateCase,
    ValidateFollowUpForm,
)
from actions.forms import ActionOfferAgain
from actions.identity import (
    ActionCheckEntitlement,
    ActionCheckPayment,
    ActionProveIdentity,
    ValidateIdentityForm,
)
from actions.informing import ActionInform
from actions.not_understood import ActionNotUnderstood
from actions.opening import ActionOpenCase
from actions.session import ActionSessionStart
from complaint.catalogue import UnusableCatalogue
from complaint.texts import read_telling
from wording import read_wording

ACTIONS: tuple[type[TurnAction], ...] = (
    ActionAppendToCase,
    ActionAskForCall,
    ActionBeginComplaint,
    ActionBeginEligibility,
    ActionBeginFollowUp,
    ActionCancelCall,
    ActionCheckEntitlement,
    ActionCheckPayment,
    ActionFollowUp,
    ActionHandOver,
    ActionInform,
    ActionNotUnderstood,
    ActionOfferAgain,
    ActionOpenCase,
    ActionProveIdentity,
    ActionRateCase,
    ActionSessionStart,
    ActionTellEligibility,
    ValidateCallForm,
    ValidateComplaintForm,
    ValidateEligibilityForm,
    ValidateFollowUpForm,
    ValidateIdentityForm,
)
BANGLADESH = ZoneInfo("Asia/Dhaka")


def create_app(surroundings: Surroundings, token: str) -> Sanic:
    app = Sanic("actions", configure_logging=False)
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(surroundings))

    @app.get("/healthz")
    async def health(request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def run(request: Request) -> HTTPResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return json({"error": "Unauthenticated", "detail": "the token is wrong"}, 401)
        try:
            return json(await executor.run(request.json))
        except ActionNotFoundException as error:
            return json({"error": "UnknownAction", "detail": error.action_name}, 404)

    return app


def today_in_bangladesh() -> date:
    return datetime.now(BANGLADESH).date()


def main() -> None:
    told = settings.read(settings.ACTIONS)
    logs.configure()
    client = case_manager_client.connect(told["NALISH_CASE_MANAGER_URL"])
    wording = read_wording()
    try:
        telling = read_telling(wording, helplines=Path(told["NALISH_HELPLINES"]))
    except UnusableCatalogue as error:
        sys.exit(str(error))
    surroundings = Surroundings(client, wording, telling, today_in_bangladesh)
    app = create_app(surroundings, told["NALISH_ACTIONS_TOKEN"])
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2.0
    app.run(
        host=told["NALISH_ACTIONS_HOST"],
        port=int(told["NALISH_ACTIONS_PORT"]),
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
