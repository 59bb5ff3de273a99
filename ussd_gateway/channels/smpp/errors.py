"""What goes wrong between us and a message centre.

SmppError
├── SubmitFailed
│   ├── SubmitRefused          the same message would be refused again
│   └── SubmitDeferred         worth another try
│       ├── Throttled
│       ├── NotBound
│       ├── TurnMissed         waited too long for the window or the pace: never sent
│       └── UnknownOutcome     sent, but never answered: a second try may arrive twice
├── BindRefused
├── ConnectionLost, MalformedPdu, UnknownCommand
├── Unreadable                 of an inbound message: the same octets stay unreadable
│   ├── UnreadableText, UnreadableHeader, UnreadableReceipt, UnreadableUssd
│   └── UnreadableParts        of a long one, as they were kept
└── UnwritableText, ScreenTooLong
"""


class SmppError(Exception):
    """Its words name codes, never a number or a text of a message."""


class SubmitFailed(SmppError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SubmitRefused(SubmitFailed):
    pass


class SubmitDeferred(SubmitFailed):
    pass


class Throttled(SubmitDeferred):
    pass


class NotBound(SubmitDeferred):
    pass


class TurnMissed(SubmitDeferred):
    pass


class UnknownOutcome(SubmitDeferred):
    pass


class BindRefused(SmppError):
    pass


class ConnectionLost(SmppError):
    pass


class MalformedPdu(SmppError):
    pass


class UnknownCommand(SmppError):
    pass


class Unreadable(SmppError):
    pass


class UnreadableText(Unreadable):
    pass


class UnreadableHeader(Unreadable):
    pass


class UnreadableReceipt(Unreadable):
    pass


class UnreadableUssd(Unreadable):
    pass


class UnreadableParts(Unreadable):
    pass


class UnwritableText(SmppError):
    pass


class ScreenTooLong(SmppError):
    pass
