from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter
from starlette.routing import Mount

from case_manager.accounts.access import POLICIES

MACHINES = ("/api/v1/", "/dci/v1.0.0/", "/healthz", "/readyz")


def routes(router, prefix=""):
    """Every route with its path; routers that were included keep lists of their own."""
    for route in router.routes:
        if inner := getattr(route, "original_router", None):
            yield from routes(inner, prefix + route.include_context.prefix)
        else:
            yield prefix + getattr(route, "path", ""), route


def has_policy(dependant: Dependant) -> bool:
    return isinstance(dependant.call, POLICIES) or any(map(has_policy, dependant.dependencies))


def without_policy(router) -> list[str]:
    """What is neither for machines, nor a page with a policy, nor the assets' folder."""
    return [
        path
        for path, route in routes(router)
        if not (isinstance(route, Mount) and path == "/static")
        and not path.startswith(MACHINES)
        and not (isinstance(route, APIRoute) and has_policy(route.dependant))
    ]


class TestPolicies:
    def test_every_page_says_who_may_use_it(self, app):
        assert without_policy(app) == []

    def test_a_page_that_forgot_it_is_found(self, app):
        forgetful = APIRouter()
        forgetful.add_api_route("/forgotten", lambda: None)
        app.include_router(forgetful)
        assert without_policy(app) == ["/forgotten"]

    def test_the_walk_reaches_the_pages(self, app):
        paths = {path for path, _ in routes(app)}
        assert {"/sign-in", "/cases", "/cases/{reference}/replies"} <= paths
