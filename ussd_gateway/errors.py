"""What the gateway refuses, named as sentences; one handler turns them into answers.

AppError
├── NotFound: UnknownChannel, UnknownContact, UnknownMessage, UnknownRoute, UnknownServiceCode
├── Conflict: ContactOptedOut, MessageIdReused, MessageNotFailed, MessageUnreadable,
│   NotAddressable, SameTextAgain, TextTooLong
├── SignatureRefused, TokenRefused, MethodRefused, WrongAccount
├── NoChannel, PeriodTooLong
└── ChannelError (malformed input of a provider)
    ├── BadEncoding, MissingField, UnreadableField, ContradictoryFields
    ├── UnknownOperation, UnknownStatus, UnroutableNumber
    └── UnstorableMessage

ChannelsRefused (the file of channels)
SendFailed (never an answer)
├── SendRefused
└── SendDeferred: SendPostponed, SendThrottled
NotListed: TooMuchListed
JournalBehind
AssistantUnavailable, CaseManagerUnavailable, CaseManagerRefused
"""

from collections.abc import Sequence


class AppError(Exception):
    """A refusal with a reason that may be shown to the caller."""

    status_code = 400

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def name(self) -> str:
        """As it is told to whoever is refused."""
        return "Malformed" if self.status_code == 422 else type(self).__name__


class NotFound(AppError):
    status_code = 404


class UnknownChannel(NotFound):
    pass


class UnknownRoute(NotFound):
    pass


class MethodRefused(AppError):
    status_code = 405


class UnknownContact(NotFound):
    pass


class UnknownMessage(NotFound):
    pass


class UnknownServiceCode(NotFound):
    pass


class Conflict(AppError):
    status_code = 409


class ContactOptedOut(Conflict):
    pass


class NotAddressable(Conflict):
    """Short codes and sender names, and a masked id whose channel is configured no more."""


class SameTextAgain(Conflict):
    """The contact is being sent the same words, and nobody said that they are meant twice."""


class TextTooLong(Conflict):
    """No channel to this contact takes so much at once."""


class MessageNotFailed(Conflict):
    pass


class MessageUnreadable(Conflict):
    """Nobody can open its words or its address any more."""


class MessageIdReused(Conflict):
    """The same message id came with another message."""


class SignatureRefused(AppError):
    status_code = 403


class WrongAccount(AppError):
    """A provider speaks of an account that is not the channel's."""

    status_code = 403


class TokenRefused(AppError):
    status_code = 401


class NoChannel(AppError):
    """Nobody can be written to before an operator has configured a channel."""

    status_code = 503


class ChannelError(AppError):
    """The provider's words cannot be read: nothing is recorded."""

    status_code = 422


class BadEncoding(ChannelError):
    pass


class MissingField(ChannelError):
    pass


class UnreadableField(ChannelError):
    pass


class ContradictoryFields(ChannelError):
    pass


class UnknownOperation(ChannelError):
    pass


class UnknownStatus(ChannelError):
    pass


class UnroutableNumber(ChannelError):
    """Nobody could be answered at it."""


class UnstorableMessage(ChannelError):
    """A value of it is none that the journal can hold, such as a name of a thousand letters."""


class PeriodTooLong(AppError):
    status_code = 422


class ChannelsRefused(Exception):
    """What is wrong in the file of channels, a sentence with its place each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SendFailed(Exception):
    """A provider did not take a message; `reason` is a code, never the message.

    `needs_operator`: nothing goes out before somebody sets the account or the channel right.
    """

    def __init__(self, reason: str, *, needs_operator: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.needs_operator = needs_operator


class SendRefused(SendFailed):
    """Final: the same message would be refused again.

    `other_operator`: the number is not theirs, perhaps it moved, and another channel may reach it.
    """

    def __init__(
        self, reason: str, *, opted_out: bool = False, other_operator: bool = False
    ) -> None:
        super().__init__(reason)
        self.opted_out = opted_out
        self.other_operator = other_operator


class SendDeferred(SendFailed):
    """Worth another try later: busy, throttled, out of reach, or no answer in time."""


class SendPostponed(SendDeferred):
    """It waited with us too long and never left: no try of it, and no failure of the provider."""


class SendThrottled(SendDeferred):
    """It came too fast: no sign that the provider is unwell."""


class NotListed(Exception):
    """A provider did not say what came in; `reason` is a code. Another look comes later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooMuchListed(NotListed):
    """For one look; of a shorter time it is less."""


class AssistantUnavailable(Exception):
    """No answer, an error, or nothing to say: the citizen gets the fixed apology."""


class JournalBehind(Exception):
    """Steps of calls are answered faster than they can be written down."""


class CaseManagerUnavailable(Exception):
    pass


class CaseManagerRefused(Exception):
    """The same request would be refused again."""
