"""What can be told of a person, and the conditions that ask for it, as the catalogue has them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from case_manager.vocabulary import Language

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


def _in_letters_of_an_sms(texts: dict[Language, str]) -> dict[Language, str]:
    if missing := [language.value for language in Language if not texts.get(language)]:
        raise ValueError(f"a text is missing in {', '.join(missing)}")
    if not (texts[Language.BANGLISH] + texts[Language.ENGLISH]).isascii():
        raise ValueError("bn-Latn and en are written in the letters of an SMS")
    return texts


Texts = Annotated[dict[Language, str], AfterValidator(_in_letters_of_an_sms)]


class Entry(BaseModel):
    """A word that no reader knows is a mistake, not an extra."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FactType(StrEnum):
    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    AREA = "area"
    DERIVED = "derived"


class Benefit(StrEnum):
    """Classes of what somebody may get already; a condition may name a whole class."""

    ALLOWANCE = "allowance"
    FOOD_CARD = "food_card"
    STIPEND = "stipend"


class Operator(StrEnum):
    IS = "is"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    RECEIVES_NONE_OF = "receives_none_of"
    ANY = "any"


class DatedValue(Entry):
    """Without a first day the value has held for as long as anybody knows."""

    first_day: date | None = Field(None, alias="from")
    value: float
    source: SourceId | None = None


class Threshold(Entry):
    """One value at a time: the same for everybody with its dates, or one for each sex."""

    dated: tuple[DatedValue, ...] = ()
    by_sex: Mapping[str, float] = Field(default_factory=dict)


def _threshold(written: Any) -> Any:
    match written:
        case bool():
            raise ValueError("write a number")
        case int() | float():
            return {"dated": [{"value": written}]}
        case list():
            return {"dated": written}
        case dict():
            return {"by_sex": written}
    return written


Limit = Annotated[Threshold, BeforeValidator(_threshold)]


class Condition(Entry):
    """What a programme wants to be so: one fact and one operator, or any of several conditions.

    Where it is not met, that is a no only if it is firm, and not all that it is `open_if` are so.
    """

    id: Id
    source: SourceId
    uncertain: bool = False
    note: str | None = None
    open_if: tuple["Test", ...] = ()
    fact: Id | None = None
    is_: bool | None = Field(None, alias="is")
    one_of: tuple[Id, ...] | None = None
    at_least: Limit | None = None
    at_most: Limit | None = None
    more_than: Limit | None = None
    less_than: Limit | None = None
    between: tuple[float, float] | None = None
    receives_none_of: tuple[Id, ...] | None = None
    any_: tuple["Condition", ...] | None = Field(None, alias="any")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        operators = self._operators()
        if len(operators) != 1:
            named = ", ".join(Operator)
            raise ValueError(f"a condition says exactly one of: {named}")
        if (self.fact is None) != (operators[0] in (Operator.RECEIVES_NONE_OF, Operator.ANY)):
            raise ValueError(f"`fact` does not go together with `{operators[0]}`")
        return self

    @cached_property
    def operator(self) -> Operator:
        return self._operators()[0]

    @cached_property
    def limit(self) -> Threshold | None:
        return self.at_least or self.at_most or self.more_than or self.less_than

    @cached_property
    def parts(self) -> tuple["Condition", ...]:
        """The conditions that name a fact: itself, or those of which any is enough."""
        return self.any_ or (self,)

    @cached_property
    def is_firm(self) -> bool:
        return not (self.uncertain or any(part.uncertain for part in self.parts))

    def _operators(self) -> list[Operator]:
        return [
            operator for operator in Operator if getattr(self, _ATTRIBUTE[operator]) is not None
        ]


_ATTRIBUTE = {operator: operator.value for operator in Operator} | {
    Operator.IS: "is_",
    Operator.ANY: "any_",
}


class Test(Entry):
    """A condition without a programme: whether a question makes sense, or who is in a group."""

    fact: Id
    is_: bool | None = Field(None, alias="is")
    one_of: tuple[Id, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None


class ToGet(Entry):
    """What to do first without it; the office is named behind."""

    office: Id
    source: SourceId
    bn: str
    banglish: str = Field(alias="bn-Latn")
    en: str

    @cached_property
    def texts(self) -> Mapping[Language, str]:
        return {
            Language.BANGLA: self.bn,
            Language.BANGLISH: self.banglish,
            Language.ENGLISH: self.en,
        }


class Option(Entry):
    id: Id
    bn: str
    banglish: str = Field(alias="bn-Latn")
    en: str

    @cached_property
    def names(self) -> Mapping[Language, str]:
        return {
            Language.BANGLA: self.bn,
            Language.BANGLISH: self.banglish,
            Language.ENGLISH: self.en,
        }


class Fact(Entry):
    id: Id
    type: FactType
    label: Texts
    lowest: int | None = None
    highest: int | None = None
    unit: Id | None = None
    question: Texts | None = None
    options: tuple[Option, ...] = ()
    assumed: bool | int | None = None
    receives: Benefit | None = None
    asked_if: tuple[Test, ...] = ()
    otherwise: bool | None = None
    asked_as: Id | None = None
    to_get: ToGet | None = None
    areas: tuple[str, ...] = ()
    only_to_enter: bool = False

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if (self.type is FactType.CHOICE) != bool(self.options):
            raise ValueError("a choice has options, and nothing else has")
        if (self.type is FactType.NUMBER) != (None not in (self.lowest, self.highest)):
            raise ValueError("a number has a lowest and a highest, and nothing else has")
        if self.otherwise is not None and not (self.asked_if and self.type is FactType.YES_NO):
            raise ValueError("`otherwise` is a yes or no that is not asked of everybody")
        return self

    @property
    def is_told(self) -> bool:
        return self.type is not FactType.DERIVED

    def place_of(self, option_id: str) -> int:
        """A choice is reckoned with by the place of its option."""
        return [option.id for option in self.options].index(option_id)
