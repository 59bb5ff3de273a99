"""The case manager's interview in small: the real catalogue, read as its decision record tells it.

Limits are the latest ones, and what a citizen gets already is what they answered.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.digits import to_bangla
from citizen_text.money import grouped

CATALOGUE = Path(__file__).parents[2] / "case_manager" / "programmes" / "catalogue"
PROGRAMMES = sorted(path.stem for path in (CATALOGUE / "programmes").glob("*.yaml"))
LANGUAGES = ("bn", "bn-Latn", "en")
NO, UNKNOWN, YES = 0, 1, 2
VERDICTS = {NO: "not_eligible", UNKNOWN: "needs", YES: "eligible"}
STATES = {NO: "not_met", UNKNOWN: "unknown", YES: "met"}

Row = Mapping[str, Any]


@cache
def read(name: str) -> Any:
    return YAML(typ="safe").load(CATALOGUE / f"{name}.yaml")


def facts() -> dict[str, Row]:
    return {fact["id"]: fact for fact in read("facts")["facts"]}


def eligibility(body: Row) -> tuple[int, dict[str, Any]]:
    try:
        programmes = [read(f"programmes/{each}") for each in body["programmes"] or PROGRAMMES]
    except FileNotFoundError:
        return 422, {"error": "Malformed", "detail": "programmes: write ids of programmes"}
    told = dict(body["facts"])
    answers = [_answer(programme, told) for programme in programmes]
    waiting = Counter(fact for answer in answers for fact in answer["waits_for"])
    order = list(facts())
    near = {
        fact: max(
            _told_for(programme, told)
            for programme, answer in zip(programmes, answers, strict=True)
            if fact in answer["waits_for"]
        )
        for fact in waiting
    }
    first = sorted(waiting, key=lambda each: (-near[each], -waiting[each], order.index(each)))
    return 200, {
        "on": "2026-11-23",
        "programmes": answers,
        "next_questions": [_question(facts()[each], waiting[each]) for each in first],
        "sources": {},
    }


def _told_for(programme: Row, told: Row) -> int:
    """How many choices that were told are what it wants."""
    choices = {fact for fact, about in facts().items() if about["type"] == "choice"}
    wanted = [each for each in programme.get("conditions", ()) if each.get("fact") in choices]
    return sum(
        each["fact"] in told and _is_firm(each, programme) and _state(each, told) == YES
        for each in wanted
    )


def _answer(programme: Row, told: Row) -> dict[str, Any]:
    states = [(each, _state(each, told)) for each in programme.get("conditions", ())]
    open_to_all = NO if programme.get("not_open") else YES
    judged = [state if _is_firm(each, programme) else max(state, UNKNOWN) for each, state in states]
    verdict = min([open_to_all, *judged])
    receives = _received(programme["id"], programme.get("counts_as"), told)
    verdict = min(verdict, {True: NO, False: YES, None: UNKNOWN}[receives])
    wanted = [_waits(each, told) for each, state in states if state == UNKNOWN]
    wanted += [set() for _, state in states if state == NO]
    if receives is None:
        wanted.append({*_if_it_makes_sense(facts()[programme["counts_as"]], told)})
    waits = set().union(*wanted) if verdict == UNKNOWN and all(wanted) else set()
    is_left = verdict == UNKNOWN and not waits
    return {
        "programme": programme["id"],
        "programme_name": _names(programme["names"]),
        "verdict": VERDICTS[verdict],
        "is_uncertain": False,
        "reasons": [_already()]
        if receives
        else [
            _reason(each, told, state)
            for each, state in states
            if state == verdict or (state == NO and is_left)
        ],
        "waits_for": [fact for fact in facts() if fact in waits],
        "rate": None if verdict == NO else _rate(programme),
        "benefit": None if verdict == NO else programme.get("benefit"),
        "paid_every_months": programme["payment_cycle"].get("every_months"),
        "application": application(programme["id"]) if verdict == YES or is_left else None,
    }


def _is_firm(condition: Row, programme: Row) -> bool:
    parts = [condition, *condition.get("any", ())]
    return not any(each.get("uncertain") for each in [programme, *parts])


def _state(condition: Row, told: Row) -> int:
    if "any" in condition:
        return max(_state(part, told) for part in condition["any"])
    if "receives_none_of" in condition:
        states = [_receives_none(each, told) for each in condition["receives_none_of"]]
        return min(states)
    value = _known(condition["fact"], told)
    if value is None:
        return UNKNOWN
    named = {"female", "male"}  # a limit that names them says of others what both agree on
    sexes = {told.get("sex")} & named or named
    fits = {_fits(condition, value, sex) for sex in sexes}
    return UNKNOWN if len(fits) > 1 else YES if fits.pop() else NO


def _receives_none(benefit: str, told: Row) -> int:
    fact = facts().get(benefit) or next(
        (each for each in facts().values() if _offers(each, benefit)), None
    )
    if fact is None:
        return YES
    answer = told.get(fact["id"])
    is_any = fact["id"] == benefit and answer not in (None, "none")
    return UNKNOWN if answer is None else NO if is_any or answer == benefit else YES


def _offers(fact: Row, programme: str) -> bool:
    return "receives" in fact and any(each["id"] == programme for each in fact["options"])


def _received(programme: str, counts_as: str | None, told: Row) -> bool | None:
    """Of what is of no class nobody is asked."""
    if counts_as is None:
        return False
    answer = told.get(counts_as)
    return None if answer is None else answer == programme


def _known(fact: str, told: Row) -> Any:
    """A year's income is twelve times a month's; what is assumed is so."""
    about = facts()[fact]
    asked = about.get("asked_as", fact)
    value = told.get(asked, facts()[asked].get("assumed"))
    if value is None and _is_asked(facts()[asked], told) == NO:
        value = facts()[asked].get("otherwise")
    if value is None or asked == fact or not fact.endswith("_year"):
        return value
    return value * 12


def _fits(condition: Row, value: Any, sex: str) -> bool:
    limit = {name: _latest(condition[name], sex) for name in condition}
    checks = {
        "is": lambda wanted: value == wanted,
        "one_of": lambda wanted: value in wanted,
        "at_least": lambda wanted: value >= wanted,
        "at_most": lambda wanted: value <= wanted,
        "more_than": lambda wanted: value > wanted,
        "less_than": lambda wanted: value < wanted,
        "between": lambda wanted: wanted[0] <= value <= wanted[1],
    }
    (name,) = limit.keys() & checks.keys()
    return bool(checks[name](limit[name]))


def _latest(wanted: Any, sex: str) -> Any:
    if isinstance(wanted, dict):
        return wanted.get(sex, wanted["male"])
    if isinstance(wanted, list) and wanted and isinstance(wanted[-1], dict):
        return wanted[-1].get("value")
    return wanted


def _waits(condition: Row, told: Row) -> set[str]:
    if "any" in condition:
        return set().union(*(_waits(part, told) for part in condition["any"]))
    if "receives_none_of" in condition:
        of = condition["receives_none_of"]
        asked = [fact for fact in facts().values() if fact["id"] not in told and _is_of(fact, of)]
        return {each for fact in asked for each in _if_it_makes_sense(fact, told)}
    fact = facts()[condition["fact"]]
    asked = facts()[fact.get("asked_as", fact["id"])]
    by_sex = any(isinstance(each, dict) and "female" in each for each in condition.values())
    also = {"sex"} if by_sex and "sex" not in told else set()
    return ({*_if_it_makes_sense(asked, told)} if asked["id"] not in told else set()) | also


def _is_of(fact: Row, benefits: Sequence[str]) -> bool:
    return fact["id"] in benefits or any(_offers(fact, each) for each in benefits)


def _is_asked(fact: Row, told: Row) -> int:
    return min([YES, *(_state(test, told) for test in fact.get("asked_if", ()))])


def _if_it_makes_sense(fact: Row, told: Row) -> Iterator[str]:
    sense = _is_asked(fact, told)
    if sense == YES:
        yield fact["id"]
    elif sense == UNKNOWN:
        tests = fact["asked_if"]
        yield from (test["fact"] for test in tests if _state(test, told) == UNKNOWN)


def _reason(condition: Row, told: Row, state: int) -> dict[str, Any]:
    words = {each: _reason_in(each, condition, told) for each in LANGUAGES}
    fact = condition.get("fact")
    return {
        "condition": condition["id"],
        "state": STATES[state],
        "fact": facts()[fact].get("asked_as", fact) if fact else None,
        "words": words,
        "to_get": _to_get(facts()[fact]) if fact and state == NO else None,
    }


def _already() -> dict[str, Any]:
    texts = {each: str(read("words")["reasons"]["already"][each]) for each in LANGUAGES}
    return {
        "condition": "already",
        "state": "not_met",
        "fact": None,
        "words": texts,
        "to_get": None,
    }


def _to_get(fact: Row) -> dict[str, str] | None:
    if "to_get" not in fact:
        return None
    office = read("offices")["offices"][fact["to_get"]["office"]]
    return {each: f"{fact['to_get'][each]}: {office[each]}" for each in LANGUAGES}


def _reason_in(language: str, condition: Row, told: Row) -> str:
    if "receives_none_of" in condition:
        return _receiving(language, condition, told)
    if "fact" not in condition:
        return str(read("words")["reasons"]["already"][language])
    (operator,) = condition.keys() & {*read("words")["reasons"], "is"}
    fact = facts()[condition["fact"]]
    needed = _latest(condition[operator], told.get("sex", "male"))
    wanted = needed if isinstance(needed, list) else [needed]
    value = _known(fact["id"], told)
    wanted_so = {True: "is_so", False: "is_not_so"}.get(condition.get("is"), operator)
    template: str = read("words")["reasons"][wanted_so][language]
    return template.format(
        label=fact["label"][language],
        told=_in_words(language, fact, value),
        needed=", ".join(_in_words(language, fact, each) for each in wanted),
    )


def _receiving(language: str, condition: Row, told: Row) -> str:
    """What comes already by the answers, and what it may not stand beside."""
    benefits = condition["receives_none_of"]
    comes = [
        _in_words(language, fact, told[fact["id"]])
        for fact in facts().values()
        if told.get(fact["id"], "none") != "none" and _is_of(fact, benefits)
    ]
    needed = [str(facts()[each]["label"][language]) for each in benefits if each in facts()]
    needed += [
        _names(read(f"programmes/{each}")["names"])[language]
        for each in benefits
        if each not in facts()
    ]
    template: str = read("words")["reasons"]["receives_none_of"][language]
    return template.format(told=", ".join(comes), needed=", ".join(needed))


def _in_words(language: str, fact: Row, value: Any) -> str:
    answers = read("words")["answers"]
    if value is None or isinstance(value, bool):
        return str(answers["unknown" if value is None else "yes" if value else "no"][language])
    options = {option["id"]: option for option in fact.get("options", ())}
    if value in options:
        return str(options[value][language])
    written = to_bangla(grouped(value)) if language == "bn" else grouped(value)
    unit = read("facts")["units"].get(fact.get("unit"), {}).get(language, "")
    return f"{written} {unit}".strip()


def _question(fact: Row, decides: int) -> dict[str, Any]:
    return {
        "id": fact["id"],
        "type": fact["type"],
        "words": fact["question"],
        "options": [
            {"id": each["id"], "names": {name: each[name] for name in LANGUAGES}}
            for each in fact.get("options", ())
        ],
        "lowest": fact.get("lowest"),
        "highest": fact.get("highest"),
        "decides": decides,
    }


def _names(names: Row) -> dict[str, str]:
    return {each: names.get(f"short_{each}", names[each]) for each in LANGUAGES}


def _rate(programme: Row) -> dict[str, Any] | None:
    amounts = [
        each
        for each in programme.get("amounts", ())
        if each.get("amount") and each.get("per") == "month" and "unit" not in each
    ]
    latest = max((each["from"] for each in amounts), default=None)
    current = [each["amount"] for each in amounts if each["from"] == latest]
    if not current:
        return None
    lowest, highest = min(current) * 100, max(current) * 100
    return {
        "amount_paisa": lowest,
        "highest_paisa": highest,
        "fiscal_year": "2026-27",
        "may_change": True,
    }


def application(programme_id: str) -> dict[str, Any]:
    programme = read(f"programmes/{programme_id}")
    apply = programme["apply"]
    days = apply.get("days_of_month")
    last_day = max((window["to"] for window in apply.get("windows", ())), default=None)
    return {
        "offices": [
            {"id": each, "name": read("offices")["offices"][each]} for each in apply["offices"]
        ],
        "documents": [
            {"id": each, "name": read("documents")["documents"][each]}
            for each in programme["documents"]["ids"]
        ],
        "url": apply.get("url"),
        "is_open": days["first"] <= 23 <= days["last"] if days else None,
        "last_day": last_day,
    }


def told_of(programme_id: str) -> dict[str, Any]:
    """Of the main allowances the contract's example has the rate."""
    programme = read(f"programmes/{programme_id}")
    sources = read("sources")["sources"]
    how = application(programme_id)
    known = dict.fromkeys([*programme["apply"]["sources"], *programme["documents"]["sources"]])
    return {
        "programme": programme_id,
        "programme_name": _names(programme["names"]),
        **({} if "told" in programme else {"rate": _rate(programme)}),
        "paid_every_months": programme["payment_cycle"].get("every_months"),
        "benefit": programme.get("benefit"),
        "qualifies": programme.get("told", {}).get("qualifies"),
        "apply_at": how["offices"][0]["name"] if how["offices"] else None,
        "not_open": _not_open(programme.get("not_open")),
        "application": how,
        "sources": [
            {name: sources[each].get(name) for name in ("title", "date", "url", "said")}
            for each in known
            if each != "GK"
        ],
    }


def _not_open(closed: Row | None) -> dict[str, str] | None:
    if closed is None:
        return None
    into = _names(read(f"programmes/{closed['into']}")["names"]) if "into" in closed else {}
    texts = read("words")["not_open"][closed["because"]]
    return {each: texts[each].format(into=into.get(each)) for each in LANGUAGES}
