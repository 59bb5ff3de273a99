"""Every refusal the case manager knows, named as a sentence; one handler answers."""


class AppError(Exception):
    """A refusal with a reason that may be shown to the caller."""

    status_code = 400

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(AppError):
    status_code = 404


class Conflict(AppError):
    status_code = 409


class Forbidden(AppError):
    status_code = 403


class Unauthenticated(AppError):
    status_code = 401


class UnknownReference(NotFound):
    pass


class MistypedReference(NotFound):
    """The check digit does not fit, so the number was copied wrongly."""


class UnknownConversation(NotFound):
    pass


class UnknownPerson(NotFound):
    pass


class UnknownPayment(NotFound):
    pass


class UnknownProgramme(NotFound):
    pass


class UnknownAmount(NotFound):
    pass


class UnknownUser(NotFound):
    pass


class UnknownImport(NotFound):
    pass


class UnknownIncident(NotFound):
    pass


class IncidentAlreadyMended(Conflict):
    """Or part of another, where the work goes on."""


class CaseInAnotherIncident(Conflict):
    pass


class JoinedWithConcerned(Conflict):
    """Whoever an incident concerns would lead it, or two colleagues would be concerned by one."""


class IdentityRequired(Forbidden):
    pass


class IdentityLocked(Forbidden):
    """Three wrong answers ended identification for an hour."""


class NotYoursToDo(Forbidden):
    pass


class SupervisorsOnly(Forbidden):
    pass


class CaseAlreadyClosed(Conflict):
    pass


class CaseAlreadyAssigned(Conflict):
    pass


class CaseStillOpen(Conflict):
    pass


class TooLateToRate(Conflict):
    pass


class AssigneeMayNotSee(Conflict):
    """Nobody is given a case that they may not look at."""


class PaymentOfAnotherProgramme(Conflict):
    """A case about one payment stays with the programme that pays it."""


class MessageHasLeft(Conflict):
    """The gateway has it, so the citizen may have read it."""


class TooLateToTakeBack(Conflict):
    pass


class NothingToTakeBack(Conflict):
    """It was not the last thing that happened, or it is not yours."""


class NoWayToReply(Conflict):
    """There is no phone, or it is not safe or not wanted to write to it."""


class GivenWithoutName(Forbidden):
    """Nobody sees whose number a case without a name came from."""


class IdempotencyKeyReused(Conflict):
    """The same key came with another request."""


class GrantRefused(Unauthenticated):
    pass


class SignInRequired(Unauthenticated):
    pass


class FormExpired(Forbidden):
    """A form came without the token of its session: an old page, or somebody else's."""


class AmountInUse(Conflict):
    """Citizens were answered from it: it is corrected by another one and not taken back."""


class OutputExists(Conflict):
    """Nothing is written over."""


class NoRoom(AppError):
    """The disk is full."""

    status_code = 507


class ImportUnderWay(Conflict):
    """It was begun already."""


class ImportTriedAnew(Conflict):
    pass


class ImportNotStoppable(Conflict):
    """What is being taken over is brought to its end."""


class UnknownNotice(NotFound):
    pass


class OwnNotice(Forbidden):
    """Who wrote a notice is not the one who releases it."""


class NoticeNotThere(Conflict):
    """It has not come as far yet, or is past that."""


class NoticeOutdated(Conflict):
    """It was counted long ago, or names a day that is past."""


class UserAlreadyExists(Conflict):
    pass


class NotYourself(Conflict):
    """Nobody locks themselves out."""


class MailNotSetUp(Conflict):
    """Nothing can be mailed before a mail server is named in the settings."""


class LinkExpired(NotFound):
    """Used, too old, replaced by another one, or never ours."""


class WrongPassword(Forbidden):
    pass


class Malformed(AppError):
    """What came in cannot be understood; `detail` says what and where."""

    status_code = 422


class FilterRefused(Malformed):
    """A filter of the desk that means nothing; `key` names the words for its reader."""

    def __init__(self, detail: str, key: str) -> None:
        super().__init__(detail)
        self.key = key


class FilterNotYours(Forbidden):
    """A filter of the desk that its reader may not use; `key` names the words for them."""

    def __init__(self, detail: str, key: str) -> None:
        super().__init__(detail)
        self.key = key


class TokenRefused(Unauthenticated):
    pass
