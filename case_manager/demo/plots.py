"""What becomes of each case of the demo: who files it when, and every step until today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import cycle
from random import Random
from typing import NamedTuple

from case_manager.demo.outcomes import Choice
from case_manager.demo.repository import Subject
from case_manager.demo.stories import About, Stories, Story
from case_manager.kit.calendar import DHAKA, Calendar
from case_manager.vocabulary import Channel, Language, OfficeDecision

_ANONYMOUS = 0.04
_LONGEST_AGO_DAYS = 420
_LONGEST_WAIT_DAYS = 60
_LANGUAGES = Choice({Language.BANGLA: 45.0, Language.BANGLISH: 42.0, Language.ENGLISH: 13.0})
_CHANNELS = Choice({Channel.SMS: 90.0, Channel.USSD: 10.0})
_DECISIONS = Choice(
    {
        OfficeDecision.UPHELD: 58.0,
        OfficeDecision.PARTLY_UPHELD: 14.0,
        OfficeDecision.REJECTED: 12.0,
        OfficeDecision.REDIRECTED: 10.0,
        OfficeDecision.NO_DECISION: 6.0,
    }
)


class Fate(StrEnum):
    UNTOUCHED = "untouched"
    IN_WORK = "in_work"
    CLOSED = "closed"


_FATES = (  # by age in days: what has become of a case that old
    (2, Choice({Fate.UNTOUCHED: 75.0, Fate.IN_WORK: 25.0})),
    (12, Choice({Fate.UNTOUCHED: 25.0, Fate.IN_WORK: 60.0, Fate.CLOSED: 15.0})),
    (45, Choice({Fate.UNTOUCHED: 8.0, Fate.IN_WORK: 30.0, Fate.CLOSED: 62.0})),
    (10_000, Choice({Fate.UNTOUCHED: 2.0, Fate.IN_WORK: 6.0, Fate.CLOSED: 92.0})),
)


class Act(StrEnum):
    OPEN = "open"
    ASSIGN = "assign"
    NOTE = "note"
    ASK = "ask"
    ANSWER = "answer"
    REPLY = "reply"
    CLOSE = "close"


class Scene(NamedTuple):
    at: datetime
    act: Act
    text: str = ""
    decision: OfficeDecision | None = None


@dataclass(slots=True)
class Plot:
    number: int
    story: Story
    subject: Subject | None
    language: Language
    channel: Channel
    scenes: list[Scene] = field(default_factory=list)


class Playwright:
    def __init__(
        self,
        stories: Stories,
        subjects: Mapping[About, Sequence[Subject]],
        calendar: Calendar,
        *,
        today: date,
        random: Random,
    ) -> None:
        self._stories, self._calendar, self._random = stories, calendar, random
        self._now = datetime.combine(today, time(), DHAKA)  # nothing of today has happened yet
        self._subjects = {about: cycle(found) for about, found in subjects.items() if found}
        self._pick_story = Choice(
            {story.category: story.share for story in stories.of_category.values()}
        )

    def plots(self, number: int) -> Iterator[Plot]:
        for place in range(number):
            story = self._stories.of_category[self._pick_story.pick(self._random)]
            plot = Plot(
                place,
                story,
                self._subject(story),
                _LANGUAGES.pick(self._random),
                _CHANNELS.pick(self._random),
            )
            plot.scenes.extend(scene for scene in self._scenes(plot) if scene.at < self._now)
            yield plot

    def _subject(self, story: Story) -> Subject | None:
        """None is somebody whose phone is not in the register."""
        if story.about is About.NONE and self._random.random() < _ANONYMOUS:
            return None
        found = self._subjects.get(story.about)
        return next(found) if found else None

    def _scenes(self, plot: Plot) -> Iterator[Scene]:
        random, language = self._random, plot.language
        at = self._opened_at(plot.subject)
        yield Scene(at, Act.OPEN, random.choice(plot.story.words[language]))
        fate = self._fate((self._now - at).days)
        if fate is Fate.UNTOUCHED:
            return
        at = self._at_work(at, 0, 3)
        yield Scene(at, Act.ASSIGN)
        if random.random() < 0.7:
            at = self._at_work(at, 0, 1)
            yield Scene(at, Act.NOTE, random.choice(self._stories.notes))
        if random.random() < 0.45:
            at = self._at_work(at, 0, 2)
            yield Scene(at, Act.ASK, self._stories.questions[language])
            if random.random() < 0.75:
                at += timedelta(hours=1 + 30 * random.random())
                yield Scene(at, Act.ANSWER, self._stories.answers[language])
        if random.random() < 0.5:
            at = self._at_work(at, 0, 3)
            yield Scene(at, Act.REPLY, self._stories.replies[language])
        if fate is Fate.CLOSED:
            yield self._closing(self._at_work(at, 1, 14), language)

    def _closing(self, at: datetime, language: Language) -> Scene:
        decision = _DECISIONS.pick(self._random)
        return Scene(at, Act.CLOSE, self._stories.closings[decision][language], decision)

    def _fate(self, age_days: int) -> Fate:
        fates = next(fates for oldest, fates in _FATES if age_days <= oldest)
        return fates.pick(self._random)

    def _opened_at(self, subject: Subject | None) -> datetime:
        """Some weeks after the payment it is about; never later than the last days before today."""
        random = self._random
        recently = self._now - timedelta(days=2.5 * random.random(), minutes=1)
        if subject and subject.payment_status_on:
            came = datetime.combine(subject.payment_status_on, time(9), DHAKA)
            at = came + timedelta(days=1 + _LONGEST_WAIT_DAYS * random.random() ** 2)
            return at if at < self._now else max(came, recently)
        return recently - timedelta(days=_LONGEST_AGO_DAYS * random.random() ** 2.5)

    def _at_work(self, after: datetime, least: int, most: int) -> datetime:
        """Office hours of a working day, `least` to `most` working days after the next one."""
        day = self._calendar.next_working_day(after.astimezone(DHAKA).date())
        day = self._calendar.add(day, self._random.randint(least, most))
        minutes = 9 * 60 + int(self._random.random() * 8 * 60)
        return datetime.combine(day, time(minutes // 60, minutes % 60), DHAKA)
