"""How asking a peer can end badly; none of it carries what was asked or answered.

PeerError
├── PeerUnavailable     worth another try
└── PeerRefused         trying again would be refused again; `code` is the standards' reason code
    └── AnswerNotTrusted    not signed by whom we asked, or not to be understood
"""

UNREADABLE, OF_ANOTHER = "answer.unreadable", "answer.of_another"


class PeerError(Exception):
    """`code` is a reason code, or a word of our own that `reasons.yaml` explains too."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code


class PeerUnavailable(PeerError):
    pass


class PeerRefused(PeerError):
    pass


class AnswerNotTrusted(PeerRefused):
    pass


class SignatureRefused(Exception):
    """A signature that is missing or does not hold; `code` is the standards' word for which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class InteroperabilityRefused(Exception):
    """What is wrong in the file of peers and partners, one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("the file of interoperability is refused:\n" + "\n".join(problems))
        self.problems = problems


class PartnerRefused(Exception):
    """Who asks us is not who may; answered on the level of HTTP."""

    def __init__(self, status_code: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status_code = status_code
        self.code = code
        self.detail = detail


class HeaderRefused(Exception):
    """A whole message is rejected with a reason code of its header."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class RecordRefused(HeaderRefused):
    """One question of a message is rejected; the others are answered."""
