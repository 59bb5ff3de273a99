import itertools

from case_manager.cases.live import Change, Watcher
from case_manager.cases.repository import CaseRepository
from case_manager.vocabulary import Role


def change_of(case):
    return Change(case.reference, case.area_code, case.assignee_id, case.is_restricted)


class TestChange:
    def test_reaches_those_who_may_see_the_case_and_nobody_else(self, session, world):
        world.person()
        area = world.case(conversation=world.conversation()).area_code
        users = [
            world.user(area_code=code, role=role)
            for code, role in itertools.product((None, "30", "3026", "1004"), Role)
        ]
        repository = CaseRepository(session)
        for code, assignee, restricted in itertools.product(
            (None, area), (None, users[0].id, users[-1].id), (True, False)
        ):
            case = world.case(conversation=world.conversation())
            case.area_code, case.assignee_id, case.is_restricted = code, assignee, restricted
            session.flush()
            for user in users:
                hears = change_of(case).is_for(Watcher.of(user))
                assert hears == repository.may_see(case, user)
