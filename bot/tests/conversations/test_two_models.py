"""While a new model comes, the one before it still serves: both take turns in one conversation."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import rasa.model_training
from conftest import ASSISTANT_TOKEN, House, Loop, channel_app
from phone import Phone
from ruamel.yaml import YAML

from training_inputs import BOT, NLU_DATA

NewPhone = Callable[..., Phone]
GONE = "eligibility"  # what the older one does not know: its form, its slot, its actions
NEWER_RULES = "eligibility.yml"


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.fixture(scope="module")
def older_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of what is picked alone, so that it is trained at once."""
    folder = tmp_path_factory.mktemp("older")
    domain = {
        key: value for path in (BOT / "domain").glob("*.yml") for key, value in read(path).items()
    }
    domain["actions"] = [name for name in domain["actions"] if GONE not in name]
    domain["actions"].append("validate_older_form")
    del domain["forms"]["eligibility_form"], domain["slots"][GONE]
    domain["forms"]["older_form"] = {"required_slots": []}
    domain["slots"]["older"] = {"type": "float", "mappings": [{"type": "custom"}]}
    config = {key: read(BOT / "config.yml")[key] for key in ("recipe", "language", "policies")}
    config |= {"assistant_id": "older", "pipeline": []}
    shutil.copytree(NLU_DATA / "rules", folder / "rules")
    (folder / "rules" / NEWER_RULES).unlink()
    for name, content in (("domain.yml", domain), ("config.yml", config)):
        with (folder / name).open("w") as file:
            YAML(typ="safe").dump(content, file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa looks for texts in the domain
        trained = rasa.model_training.train_core(
            domain=str(folder / "domain.yml"),
            config=str(folder / "config.yml"),
            stories=str(folder / "rules"),
            output=str(folder),
            fixed_model_name="older",
        )
    assert trained
    return Path(trained)


@pytest.fixture(scope="module")
def older_url(standing_house: House, loop: Loop, older_model: Path) -> str:
    return loop.serve(channel_app(standing_house.another(older_model)))


@pytest.fixture
def older(older_url: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {ASSISTANT_TOKEN}"}
    with httpx.Client(base_url=older_url, headers=headers, timeout=30) as client:
        yield client


def test_take_turns_in_a_complaint(
    new_phone: NewPhone, http: httpx.Client, older: httpx.Client, house: House
) -> None:
    phone = new_phone()
    steps = (("/report_missing_payment", "কোন কিস্তি"), ("1", "ঠিক আছে?"), ("2", "কী বদলাতে"))
    for said, heard in (*steps, ("1", "কোন কিস্তি"), ("2", "ঠিক আছে?"), ("1", "জমা হয়েছে")):
        phone.http = older if phone.http is http else http
        phone.sends(said).hears(heard)
    assert len(house.fake.cases) == 1


def test_what_the_older_one_cannot_go_on_with_is_begun_anew(
    new_phone: NewPhone, http: httpx.Client, older: httpx.Client
) -> None:
    phone = new_phone().sends("/check_eligibility").hears("বয়স কত বছর?")
    phone.http = older
    phone.sends("/affirm").hears("ঠিক আছে")
    phone.http = http
    phone.sends("/check_eligibility").hears("বয়স কত বছর?").sends("70").hears("কোন ভাতা পান?")


def test_what_waits_beside_is_offered_by_the_older_one_as_far_as_it_knows_it(
    new_phone: NewPhone, older: httpx.Client
) -> None:
    phone = new_phone().sends("/check_eligibility").sends("/report_missing_payment").sends("1")
    phone.http = older
    phone.sends("1").hears("জমা হয়েছে")
    phone.sends("/greet").hears("কী সাহায্য চান?")


def test_a_question_that_one_heard_is_answered_to_the_other(
    new_phone: NewPhone, older: httpx.Client, http: httpx.Client, house: House
) -> None:
    phone = new_phone()
    phone.http = older
    phone.is_asked_by_caseworker("48210934")
    phone.http = http
    phone.sends("না, পাইনি").hears("কর্মীকে দেওয়া হলো")
    assert house.fake.messages


def test_the_same_message_gets_the_same_answer_from_both(
    new_phone: NewPhone, older: httpx.Client
) -> None:
    phone = new_phone().sends("/report_missing_payment")
    heard, phone.http = phone.heard, older
    assert phone.sends_again().heard == heard
    assert phone.last_answer is not None
    assert phone.last_answer.json()["replayed"] is True
