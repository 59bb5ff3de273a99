from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from case_manager.errors import IdentityLocked, IdentityRequired, UnknownConversation
from case_manager.people import service
from case_manager.people.service import IdentityAnswer
from case_manager.vocabulary import IdentityState, Language

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PHONE = "+8801712345678"
WRONG = IdentityAnswer(nid_last4="0000", identifier=None, birth_year=1900)


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


class TestPutConversation:
    def test_the_phone_is_sealed(self, world, keys):
        conversation = world.conversation(PHONE)
        assert PHONE.encode() not in conversation.phone_sealed
        assert service.phone_of(conversation, keys) == PHONE

    def test_a_new_language_is_kept(self, session, world, keys):
        first = world.conversation(PHONE)
        again = service.put_conversation(
            session, first.id, phone=PHONE, language=Language.ENGLISH, keys=keys, now=NOW
        )
        assert again.language is Language.ENGLISH

    def test_a_hidden_number_that_shows_is_kept(self, session, world, keys):
        hidden = world.conversation(None)
        assert service.phone_of(hidden, keys) is None
        world.conversation(PHONE, hidden.id)
        assert service.phone_of(hidden, keys) == PHONE

    def test_another_phone_ends_what_was_established(self, world, check):
        conversation = world.conversation(PHONE)
        person = world.person(None, nid="1234567890", birth_year=1960)
        check(conversation, IdentityAnswer(None, "1234567890", 1960))
        assert conversation.person_id == person.id
        assert world.conversation("+8801812345678", conversation.id).person_id is None


class TestIdentity:
    def test_a_phone_of_one_person_is_enough(self, world, identity):
        person = world.person(PHONE)
        found = identity(world.conversation(PHONE))
        assert (found.state, found.person) == (IdentityState.VERIFIED, person)

    def test_a_shared_phone_is_not(self, world, identity):
        world.person(PHONE)
        world.person(PHONE)
        found = identity(world.conversation(PHONE))
        assert (found.state, found.person) == (IdentityState.SHARED_PHONE, None)

    def test_an_unknown_phone_is_not(self, world, identity):
        assert identity(world.conversation(PHONE)).state is IdentityState.UNKNOWN_PHONE

    def test_a_hidden_number_is_unknown_and_nobodys(self, world, identity):
        world.person(None)
        found = identity(world.conversation(None))
        assert (found.state, found.person) == (IdentityState.UNKNOWN_PHONE, None)

    def test_an_unknown_conversation_is_refused(self, session, keys, world):
        with pytest.raises(UnknownConversation):
            service.identity(session, world.person().id, keys=keys, now=NOW)


class TestCheckIdentity:
    def test_two_facts_pick_a_person_of_a_shared_phone(self, world, check):
        world.person(PHONE, nid="1111111111", birth_year=1950)
        wanted = world.person(PHONE, nid="2222222222", birth_year=1980)
        found = check(world.conversation(PHONE), IdentityAnswer("2222", None, 1980))
        assert (found.state, found.person) == (IdentityState.VERIFIED, wanted)

    def test_the_last_digits_open_nobody_elses_record(self, world, check):
        world.person("+8801812345678", nid="2222222222", birth_year=1980)
        found = check(world.conversation(PHONE), IdentityAnswer("2222", None, 1980))
        assert found.person is None

    def test_behind_a_hidden_number_the_last_digits_open_nothing(self, world, check):
        world.person(None, nid="2222222222", birth_year=1980)
        assert check(world.conversation(None), IdentityAnswer("2222", None, 1980)).person is None

    def test_behind_a_hidden_number_the_whole_nid_does(self, world, check):
        person = world.person(None, nid="2222222222", birth_year=1980)
        found = check(world.conversation(None), IdentityAnswer(None, "2222222222", 1980))
        assert (found.state, found.person) == (IdentityState.VERIFIED, person)

    def test_the_nid_in_either_spelling(self, world, check):
        person = world.person(None, nid="19526926925012345", birth_year=1952)
        found = check(world.conversation(PHONE), IdentityAnswer(None, "6926925012345", 1952))
        assert found.person == person

    def test_the_beneficiary_id_in_small_letters(self, world, check):
        person = world.person(None, beneficiary_id="BEN000000017", birth_year=1952)
        answer = IdentityAnswer(None, "ben000000017", 1952)
        assert check(world.conversation(PHONE), answer).person == person

    def test_another_year_does_not_fit(self, world, check):
        world.person(None, beneficiary_id="BEN000000017", birth_year=1952)
        answer = IdentityAnswer(None, "BEN000000017", 1953)
        assert check(world.conversation(PHONE), answer).attempts_left == 2

    def test_facts_that_fit_two_people_fit_nobody(self, world, check):
        world.person(PHONE, nid="11112222", birth_year=1980)
        world.person(PHONE, nid="33332222", birth_year=1980)
        found = check(world.conversation(PHONE), IdentityAnswer("2222", None, 1980))
        assert found.state is IdentityState.SHARED_PHONE

    def test_it_holds_for_an_hour(self, world, check, identity):
        world.person(None, nid="1234567890", birth_year=1960)
        conversation = world.conversation(PHONE)
        check(conversation, IdentityAnswer(None, "1234567890", 1960))
        assert identity(conversation, NOW + timedelta(minutes=59)).person
        assert identity(conversation, NOW + timedelta(minutes=60)).person is None

    def test_three_wrong_answers_end_it_for_an_hour(self, world, check):
        world.person(PHONE, nid="1234567890", birth_year=1960)
        world.person(PHONE)
        conversation = world.conversation(PHONE)
        right = IdentityAnswer("7890", None, 1960)
        left = [check(conversation, WRONG).attempts_left for _ in range(3)]
        assert left == [2, 1, 0]
        assert check(conversation, right).state is IdentityState.LOCKED
        later = NOW + timedelta(hours=1)
        assert check(conversation, right, later).state is IdentityState.VERIFIED

    def test_a_right_answer_forgets_the_wrong_ones(self, world, check):
        world.person(PHONE, nid="1234567890", birth_year=1960)
        conversation = world.conversation(PHONE)
        check(conversation, WRONG)
        assert check(conversation, IdentityAnswer("7890", None, 1960)).attempts_left == 3


class TestRequiredPerson:
    def test_an_unknown_person_is_asked_for(self, session, world, keys):
        conversation = world.conversation(PHONE)
        with pytest.raises(IdentityRequired):
            service.required_person(session, conversation.id, keys=keys, now=NOW)

    def test_a_locked_conversation_says_so(self, session, world, keys, check):
        conversation = world.conversation(PHONE)
        for _ in range(3):
            check(conversation, WRONG)
        with pytest.raises(IdentityLocked):
            service.required_person(session, conversation.id, keys=keys, now=NOW)


class TestSideBySide:
    def test_twenty_guesses_at_once_are_counted_as_three(self, live_sessions, live_world, keys):
        phone = "+8801712340001"
        live_world.person(phone, nid="9000000017", birth_year=1960)
        live_world.person(phone, nid="9000000000", birth_year=1960)
        conversation_id = live_world.conversation(phone).id
        live_world.session.commit()

        def guess(number: int) -> IdentityState:
            answer = IdentityAnswer(f"{number:04d}", None, 1960)
            with live_sessions.begin() as session:
                return service.check_identity(
                    session, conversation_id, answer, keys=keys, now=NOW
                ).state

        with ThreadPoolExecutor(8) as pool:
            states = list(pool.map(guess, range(1000, 1020)))
        assert states.count(IdentityState.SHARED_PHONE) == 2
        assert states.count(IdentityState.LOCKED) == 18
