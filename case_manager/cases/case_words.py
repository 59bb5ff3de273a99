"""Finds sealed text again: a keyed hash of the sound of each word, kept with its case.

All spellings of a word sound the same, in Bangla script and in Latin letters. The citizen's name
is among the words.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases.repository import CaseRepository
from case_manager.cases.word_repository import WordRepository
from case_manager.kit.keys import Keys
from case_manager.models import Case, Person
from citizen_text.phonetic import phonetic_key

BATCH = 500
TEXT_PLACE = "case_messages.text"
NAME_PLACE = "cases.citizen_name"


def hashes(texts: Iterable[str], keys: Keys) -> set[int]:
    """Eight bytes each: among a million different words no two are likely to meet."""
    sounds = {sound for text in texts for sound in phonetic_key(text).split()}
    return {
        int.from_bytes(keys.sealer.index(sound, "case_words.word")[:8], "big", signed=True)
        for sound in sounds
    }


def remember(repository: CaseRepository, case: Case, texts: Iterable[str], keys: Keys) -> None:
    repository.add_words([(word, case.opened_at, case.id) for word in sorted(hashes(texts, keys))])


def names_of(person: Person) -> tuple[str, str]:
    return person.name_bn, person.name_en


def index_batch(
    session: Session, after: UUID | None, *, keys: Keys, limit: int = BATCH
) -> UUID | None:
    """Takes up the words of the next cases in order of id; returns the last one's id, None at the
    end. What is there already stays, so that it may run at any time and twice.
    """
    repository, word_repository = CaseRepository(session), WordRepository(session)
    cases = word_repository.next_to_index(after, limit)
    said = word_repository.sealed_texts([case.id for case in cases])
    rows = []
    for case in cases:
        texts = [keys.sealer.open(text, TEXT_PLACE) for text in said.get(case.id, ())]
        if case.person:
            texts += names_of(case.person)
        elif case.citizen_name_sealed:
            texts.append(keys.sealer.open(case.citizen_name_sealed, NAME_PLACE))
        rows += [(word, case.opened_at, case.id) for word in sorted(hashes(texts, keys))]
    repository.add_words(rows)
    return cases[-1].id if len(cases) == limit else None


def index_later(session: Session, after: UUID | None = None) -> None:
    WordRepository(session).defer_indexing(after)
