"""Plays the plots through the product's own services, scene after scene in order of time.

So references, deadlines, history and the audit trail are those that real work would have left.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases import opening, service
from case_manager.cases.schemas import AppendWords, OpenCase
from case_manager.demo.numbers import phone_number
from case_manager.demo.plots import Act, Plot, Scene
from case_manager.demo.repository import DemoRepository
from case_manager.demo.stories import About
from case_manager.kit.keys import Keys
from case_manager.models import Case, User
from case_manager.people import identifiers
from case_manager.people import service as people_service
from case_manager.vocabulary import DeliveryStatus, IdentifierKind, Role

_STRANGERS_FROM = 500_000_000
_NOT_DELIVERED = 0.04
_TO_BE_DELIVERED = timedelta(seconds=40)
_SENDING = {Act.OPEN, Act.ASK, Act.REPLY, Act.CLOSE}
_KNOWN_FOR = timedelta(hours=1)


class Stage:
    def __init__(self, session: Session, keys: Keys, random: Random) -> None:
        self._session, self._keys, self._random = session, keys, random
        self._repository = DemoRepository(session)
        self._users = self._repository.users()
        self._cases: dict[int, Case] = {}
        self._actors: dict[int, User] = {}
        self._contacts: dict[str, UUID] = {}

    def play(self, plots: Iterable[Plot], progress: Callable[[int], None]) -> None:
        for plot, scene in _in_order_of_time(plots):
            if scene.act is Act.OPEN:
                self._open(plot, scene)
                progress(len(self._cases))
            else:
                self._go_on(plot, scene)
            if scene.act in _SENDING:
                self._deliver(self._cases[plot.number].id, scene.at + _TO_BE_DELIVERED)

    def _open(self, plot: Plot, scene: Scene) -> None:
        subject = plot.subject
        conversation_id = self._contact(plot, scene.at)
        about_payment = subject if subject and subject.payment_id else None
        failed = about_payment if plot.story.about is About.FAILED else None
        command = OpenCase(
            conversation_id=conversation_id,
            category=plot.story.category,
            description=scene.text,
            payment_id=about_payment.payment_id if about_payment else None,
            missing_since=f"{failed.missing_since:%Y-%m}" if failed else None,
            channel=plot.channel,
            language=plot.language,
        )
        case = opening.open_case(
            self._session,
            command,
            source_key=f"demo:{plot.number}:open_case",
            keys=self._keys,
            now=scene.at,
        )
        self._cases[plot.number] = case
        self._actors[plot.number] = self._actor(case)

    def _contact(self, plot: Plot, at: datetime) -> UUID:
        """Who shares a phone has said who they are; a stranger's phone is not in the register."""
        subject = plot.subject
        phone = phone_number(_STRANGERS_FROM + plot.number)
        if subject:
            phone = identifiers.unseal(IdentifierKind.PHONE, subject.phone_sealed, self._keys)
        if phone not in self._contacts:
            self._contacts[phone] = UUID(int=self._random.getrandbits(128), version=4)
        conversation_id = self._contacts[phone]
        conversation = people_service.put_conversation(
            self._session,
            conversation_id,
            phone=phone,
            language=plot.language,
            keys=self._keys,
            now=at,
        )
        if subject:
            conversation.person_id = subject.person_id
            conversation.verified_until = at + _KNOWN_FOR
            self._session.flush()
        return conversation_id

    def _go_on(self, plot: Plot, scene: Scene) -> None:
        session, keys, now = self._session, self._keys, scene.at
        case, actor = self._cases[plot.number], self._actors[plot.number]
        reference = case.reference
        match scene.act:
            case Act.ASSIGN:
                service.assign_case(session, reference, assignee=actor, actor=actor, now=now)
            case Act.NOTE:
                service.write_note(session, reference, scene.text, actor=actor, keys=keys, now=now)
            case Act.ASK | Act.REPLY:
                service.reply_to_citizen(
                    session,
                    reference,
                    scene.text,
                    expects_reply=scene.act is Act.ASK,
                    actor=actor,
                    keys=keys,
                    now=now,
                )
            case Act.ANSWER:
                self._answer(plot, case, scene)
            case Act.CLOSE if scene.decision:
                service.close_case(
                    session,
                    reference,
                    decision=scene.decision,
                    message=scene.text,
                    actor=actor,
                    keys=keys,
                    now=now,
                )

    def _answer(self, plot: Plot, case: Case, scene: Scene) -> None:
        if case.conversation_id is None:
            return
        service.append_citizen_words(
            self._session,
            case.reference,
            AppendWords(
                conversation_id=case.conversation_id, text=scene.text, language=plot.language
            ),
            source_key=f"demo:{plot.number}:answer",
            keys=self._keys,
            now=scene.at,
        )

    def _actor(self, case: Case) -> User:
        """Whoever of those that may see the case has the smallest area."""
        allowed = [user for user in self._users if _may_work_on(user, case)]
        return max(allowed, key=lambda user: (len(user.area_code or ""), user.email))

    def _deliver(self, case_id: UUID, at: datetime) -> None:
        """What was written long ago has long been sent: the gateway must not be handed it now."""
        for message_id in self._repository.queued_messages(case_id):
            failed = self._random.random() < _NOT_DELIVERED
            service.record_delivery(
                self._session,
                message_id,
                DeliveryStatus.FAILED if failed else DeliveryStatus.DELIVERED,
                "unreachable" if failed else None,
                now=at,
            )


def _may_work_on(user: User, case: Case) -> bool:
    if user.role is Role.ADMINISTRATOR or (case.is_restricted and user.role is Role.CASEWORKER):
        return False
    return user.area_code is None or (case.area_code or "").startswith(user.area_code)


def _in_order_of_time(plots: Iterable[Plot]) -> list[tuple[Plot, Scene]]:
    """Python's sort keeps the order of scenes that fall into the same minute."""
    scenes = [(plot, scene) for plot in plots for scene in plot.scenes]
    return sorted(scenes, key=lambda entry: entry[1].at)
