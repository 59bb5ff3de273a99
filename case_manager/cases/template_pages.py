"""What the composer's popup asks for after `::`."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from case_manager.accounts.access import CaseworkDep
from case_manager.cases import reading, reply_templates
from case_manager.cases.desk import DeskDep, Reference
from case_manager.vocabulary import Language

router = APIRouter(include_in_schema=False)


class TemplateRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    shortcut: str
    title: str
    text: str


class TemplatesRead(BaseModel):
    templates: list[TemplateRead]


@router.get("/cases/{reference}/templates")
def find_templates(
    reference: Reference,
    visit: CaseworkDep,
    desk: DeskDep,
    prefix: Annotated[str, Query(max_length=40)] = "",
    language: Language | None = None,
) -> TemplatesRead:
    case = reading.find_case(desk.session, reference, visit.user)
    found = reply_templates.find_templates(
        prefix,
        case,
        language=language,
        shown_in=visit.language,
        keys=desk.keys,
        now=desk.now,
    )
    return TemplatesRead(templates=[TemplateRead.model_validate(one) for one in found])
