from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from case_manager.limits import LARGEST_BODY_BYTES, LARGEST_FILE_BYTES
from case_manager.ui.headers import SECURITY_HEADERS
from case_manager.ui.languages import browser_language
from case_manager.ui.rendering import page
from case_manager.vocabulary import Language

_WORDS = {
    401: "sign_in",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    409: "conflict",
    413: "too_large",
    422: "malformed",
}
_WORDS_OF = {"FormExpired": "expired", "FileTooLarge": "file_too_large", "NoRoom": "no_room"}
_BACK = dict.fromkeys(("file_too_large", "no_room"), ("/imports", "import_pages.back"))
_MOST = {"too_large": LARGEST_BODY_BYTES // 1024, "file_too_large": LARGEST_FILE_BYTES // 1024**3}


def error_page(request: Request, status: int, error: str, detail: str) -> Response:
    """A refusal in the reader's words; `detail` is for machines and in English, so it stays out."""
    if error == "SignInRequired":
        return _to_sign_in(request)
    language: Language = getattr(request.state, "language", browser_language(request))
    words = _WORDS_OF.get(error) or _WORDS.get(status, "unforeseen")
    back, back_words = _BACK.get(words, ("/", "error.back"))
    response = page(
        request,
        language,
        "errors/error.html",
        status_code=status,
        visit=None,
        title=f"error.{words}.title",
        words=f"error.{words}.words",
        most=_MOST.get(words, 0),
        back=back,
        back_words=back_words,
    )
    # The answer to an unforeseen error is sent from outside the middleware that adds these.
    response.headers.update(SECURITY_HEADERS)
    return response


def _to_sign_in(request: Request) -> Response:
    """And back to the page somebody was on: a form's own address cannot be opened."""
    by_script = request.headers.get("hx-current-url")
    page_before = by_script or request.headers.get("referer", "/cases")
    here = request.url.path
    if by_script or request.method != "GET":
        here = _path_of(page_before)
    address = f"/sign-in?then={quote(here)}"
    if by_script:
        return Response(headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # somebody made it up
        return "/cases"
