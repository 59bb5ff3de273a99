"""Who hears what: guesses from many phones, shared and changed numbers, people who ask for others.

Whatever was told, and whatever was asked in vain, is in the audit trail.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from case_manager.audit.service import first_broken_entry
from case_manager.entitlements import service as entitlements_service
from case_manager.errors import IdentityRequired
from case_manager.models import AuditEntry, Death, Nominee
from case_manager.payments import service as payments_service
from case_manager.people import service
from case_manager.people.service import IdentityAnswer
from case_manager.vocabulary import ActorKind, IdentifierKind, IdentityState, NomineeRelation
from tests.case_manager.conftest import SOURCED

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PHONE, NID = "+8801712345678", "1234567890"
RIGHT, WRONG_YEAR = IdentityAnswer(None, NID, 1960), IdentityAnswer(None, NID, 1961)


def stranger(number: int) -> str:
    return f"+88018{number:08d}"


@pytest.fixture
def check(session, keys):
    def check(conversation, answer, now=NOW):
        return service.check_identity(session, conversation.id, answer, keys=keys, now=now)

    return check


@pytest.fixture
def identity(session, keys):
    def identity(conversation, now=NOW):
        return service.identity(session, conversation.id, keys=keys, now=now)

    return identity


@pytest.fixture
def trail(session):
    def trail():
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.action, entry.subject_id, entry.data) for entry in entries]

    return trail


class TestGuessesFromManyPhones:
    def test_the_fifth_locks_whose_number_it_is_for_a_day(self, world, check):
        world.person(None, nid=NID, birth_year=1960)
        for number in range(5):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        unused = world.conversation(stranger(9))
        assert check(unused, RIGHT).state is IdentityState.UNKNOWN_PHONE
        assert check(unused, RIGHT, NOW + timedelta(days=1)).state is IdentityState.VERIFIED

    def test_a_locked_person_looks_like_a_wrong_answer(self, world, check):
        world.person(None, nid=NID, birth_year=1960)
        for number in range(5):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        locked = check(world.conversation(stranger(8)), RIGHT)
        wrong = check(world.conversation(stranger(9)), IdentityAnswer(None, "9999999999", 1960))
        assert locked == wrong

    def test_others_are_not_locked_with_them(self, world, check):
        world.person(None, nid=NID, birth_year=1960)
        world.person(None, nid="2222222222", birth_year=1970)
        for number in range(5):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        answer = IdentityAnswer(None, "2222222222", 1970)
        assert check(world.conversation(stranger(9)), answer).person

    def test_their_own_phone_goes_on_speaking_for_them(self, world, check, identity):
        person = world.person(PHONE, nid=NID, birth_year=1960)
        for number in range(5):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        assert identity(world.conversation(PHONE)).person == person

    def test_a_right_answer_forgets_the_wrong_ones(self, world, check):
        world.person(None, nid=NID, birth_year=1960)
        for number in range(4):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        check(world.conversation(stranger(5)), RIGHT)
        check(world.conversation(stranger(6)), WRONG_YEAR)
        assert check(world.conversation(stranger(7)), RIGHT).person


class TestWrongAnswersOfLongAgo:
    def test_two_of_last_week_and_one_of_today_lock_nobody(self, world, check, identity):
        conversation = world.conversation(PHONE)
        for hours in (0, 1):
            check(conversation, WRONG_YEAR, NOW - timedelta(days=7, hours=hours))
        assert identity(conversation).attempts_left == 3
        assert check(conversation, WRONG_YEAR).attempts_left == 2


class TestAPhoneWhoseOwnerDied:
    @pytest.fixture
    def phone_of_the_dead(self, world, session):
        person = world.person(PHONE, nid=NID, birth_year=1960)
        death = Death(person_id=person.id, died_on=date(2026, 9, 3), **SOURCED)
        session.add(death)
        session.flush()
        return person, death

    def test_tells_nothing_by_itself(self, world, identity, phone_of_the_dead):
        found = identity(world.conversation(PHONE))
        assert (found.state, found.person) == (IdentityState.SHARED_PHONE, None)

    def test_tells_whoever_knows_the_nid_and_the_year(self, world, check, phone_of_the_dead):
        person, _ = phone_of_the_dead
        answer = IdentityAnswer(NID[-4:], None, 1960)
        assert check(world.conversation(PHONE), answer).person == person

    def test_is_theirs_again_where_the_entry_was_wrong(self, world, identity, phone_of_the_dead):
        person, death = phone_of_the_dead
        death.revoked_on = date(2026, 10, 1)
        assert identity(world.conversation(PHONE)).person == person


class TestANominee:
    """Who is paid after a death is nobody who may hear of a life: their numbers open nothing."""

    @pytest.mark.parametrize("has_died", [False, True])
    def test_identifies_nobody(self, world, session, keys, check, identity, has_died):
        person = world.person(None, nid="9999999999", birth_year=1960)
        if has_died:
            session.add(Death(person_id=person.id, died_on=date(2026, 9, 3), **SOURCED))
        sealer = keys.sealer
        session.add(
            Nominee(
                person_id=person.id,
                name_en="Karim",
                name_bn="করিম",
                relation=NomineeRelation.CHILD,
                nid_sealed=sealer.seal(NID, "nominees.nid"),
                nid_index=sealer.index(NID, "nominees.nid"),
                phone_sealed=sealer.seal(PHONE, "nominees.phone"),
                phone_index=sealer.index(PHONE, "nominees.phone"),
                valid_from=date(2020, 7, 1),
                **SOURCED,
            )
        )
        session.flush()
        conversation = world.conversation(PHONE)
        assert identity(conversation).state is IdentityState.UNKNOWN_PHONE
        assert check(conversation, RIGHT).person is None
        named = IdentityAnswer(None, "9999999999", 1960)
        assert check(conversation, named).person == person  # as anybody who knows these


class TestChangedNumbers:
    def test_a_number_given_up_opens_nothing(self, world, identity):
        person = world.person(None)
        world.number(person, IdentifierKind.PHONE, PHONE, valid_until=date(2026, 10, 31))
        assert identity(world.conversation(PHONE)).state is IdentityState.UNKNOWN_PHONE

    def test_a_number_that_went_on_to_somebody_speaks_for_them(self, world, identity):
        former = world.person(None)
        world.number(former, IdentifierKind.PHONE, PHONE, valid_until=date(2026, 10, 31))
        present = world.person(PHONE)
        assert identity(world.conversation(PHONE)).person == present

    def test_a_wallet_alone_opens_nothing(self, world, identity):
        world.number(world.person(None), IdentifierKind.WALLET, PHONE, provider="nagad")
        assert identity(world.conversation(PHONE)).state is IdentityState.UNKNOWN_PHONE

    def test_of_two_nids_either_will_do(self, world, check):
        person = world.person(None, nid="6926925012345", birth_year=1960)
        world.number(person, IdentifierKind.NID, NID)
        assert check(world.conversation(PHONE), RIGHT).person == person

    def test_a_child_is_known_by_its_birth_registration(self, world, check):
        child = world.person(None, birth_year=2015)
        world.number(child, IdentifierKind.BIRTH_REGISTRATION, "20156926925012345")
        answer = IdentityAnswer(None, "20156926925012345", 2015)
        assert check(world.conversation(PHONE), answer).person == child


class TestAskingForOthers:
    def test_a_son_who_knows_the_nid_hears_of_his_mother_for_an_hour(self, world, check, identity):
        son, mother = world.person(PHONE), world.person(None, nid=NID, birth_year=1960)
        conversation = world.conversation(PHONE)
        assert check(conversation, RIGHT).person == mother
        assert identity(conversation, NOW + timedelta(minutes=59)).person == mother
        assert identity(conversation, NOW + timedelta(minutes=60)).person == son

    def test_the_phone_tells_again_who_it_is_as_soon_as_that_is_wanted(
        self, session, world, keys, check, identity
    ):
        caller = world.person(PHONE)
        mother = world.person(None, nid=NID, birth_year=1960)
        conversation = world.conversation(PHONE)
        assert not identity(conversation).is_proven
        assert check(conversation, RIGHT).is_proven
        assert identity(conversation).person == mother
        service.forget_proven(session, conversation.id, keys=keys, now=NOW)
        found = identity(conversation)
        assert (found.person, found.is_proven) == (caller, False)

    def test_a_wrong_answer_proves_nothing_though_the_phone_tells_who_calls(self, world, check):
        caller = world.person(PHONE)
        world.person(None, nid=NID, birth_year=1960)
        found = check(world.conversation(PHONE), WRONG_YEAR)
        assert (found.person, found.is_proven, found.attempts_left) == (caller, False, 2)

    def test_a_neighbour_who_does_not_hears_nothing(self, session, world, keys, check):
        world.payment(world.person(None, nid=NID, birth_year=1960))
        conversation = world.conversation(PHONE)
        check(conversation, WRONG_YEAR)
        with pytest.raises(IdentityRequired):
            payments_service.payments_of_conversation(session, conversation.id, keys=keys, now=NOW)


class TestTrail:
    def test_of_payments_and_entitlements_that_were_told(self, session, world, keys, trail):
        person = world.person(PHONE)
        conversation = world.conversation(PHONE)
        asked = (session, conversation.id)
        payments_service.payments_of_conversation(*asked, keys=keys, now=NOW)
        entitlements_service.entitlements_of_conversation(*asked, keys=keys, now=NOW)
        where = {"conversation": str(conversation.id)}
        assert trail() == [
            ("payments_told", str(person.id), where),
            ("entitlements_told", str(person.id), where),
        ]
        actors = set(session.scalars(select(AuditEntry.actor_kind)))
        assert actors == {ActorKind.CITIZEN}

    def test_of_what_was_not_told_there_is_nothing(self, session, world, keys, trail):
        conversation = world.conversation(PHONE)
        entitlements_service.entitlements_of_conversation(
            session, conversation.id, keys=keys, now=NOW
        )
        assert trail() == []

    def test_of_every_answer_and_of_whose_number_it_was(self, world, check, trail):
        person = world.person(None, nid=NID, birth_year=1960)
        conversation = world.conversation(PHONE)
        check(conversation, IdentityAnswer(None, "9999999999", 1960))
        check(conversation, WRONG_YEAR)
        check(conversation, RIGHT)
        checks = [(subject, data["outcome"]) for _, subject, data in trail()]
        assert checks == [
            (str(conversation.id), "unknown_phone"),
            (str(person.id), "unknown_phone"),
            (str(person.id), "verified"),
        ]

    def test_holds_together_over_all_of_its_chains(self, session, world, check):
        world.person(None, nid=NID, birth_year=1960)
        for number in range(20):
            check(world.conversation(stranger(number)), WRONG_YEAR)
        chains = set(session.scalars(select(AuditEntry.chain)))
        assert len(chains) > 1
        assert first_broken_entry(session) is None

    def test_no_number_stands_in_it(self, world, check, trail):
        world.person(None, nid=NID, birth_year=1960)
        check(world.conversation(PHONE), WRONG_YEAR)
        assert not {NID, PHONE, "1960", "1961"} & set(str(trail()).replace("'", " ").split())
