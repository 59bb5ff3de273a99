from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks import desk_rows
from case_manager.cases import reading, search
from case_manager.cases.queues import CaseFilter
from case_manager.db import make_engine
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.migrate import migrate
from case_manager.models import User
from case_manager.vocabulary import Role


def test_the_desk_lists_what_it_is_measured_with(make_database: Callable[[str], str]) -> None:
    url = make_database("desk_rows")
    migrate(url)
    engine = make_engine(url, role=None)
    keys = Keys(Sealer({1: bytes(32)}, 1, b"key"), References(b"key"))
    desk_rows.fill(engine, keys, people=300, cases=300, progress=lambda what: None)
    now = datetime.now(UTC)
    with Session(engine) as session:
        administrators = select(User).where(User.role == Role.ADMINISTRATOR)
        administrator = session.scalars(administrators.order_by(User.email)).all()[0]
        found = search.search_cases(
            session, administrator, desk_rows.RARE_WORD, keys=keys, now=now, limit=300
        )
        assert len(found.items) == desk_rows.RARE_CASES
        page = reading.list_cases(session, administrator, CaseFilter(), keys=keys, now=now)
        assert {item.words for item in page.items} == {desk_rows.SAID}
        assert all(item.citizen_name_en and item.area for item in page.items)
    engine.dispose()
