from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

MOST_PHONES = 12
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")]
Words = dict[Literal["bn", "en"], str]


class CheckExercises(BaseModel):
    """The phones of the trainee, and since when what they did counts."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    phones: list[Phone] = Field(max_length=MOST_PHONES)
    since: AwareDatetime = Field(default=datetime.fromisoformat("2000-01-01T00:00:00+00:00"))


class ExerciseRead(BaseModel):
    id: str
    role: Literal["agent", "official", "caseworker"]
    name: Words
    task: Words
    is_done: bool = False


class ExercisesRead(BaseModel):
    exercises: list[ExerciseRead]
