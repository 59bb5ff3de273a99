from fastapi import APIRouter, Depends
from pydantic import BaseModel

from case_manager.callers import require_service
from case_manager.demo.loading import summary

router = APIRouter(prefix="/demo", tags=["demo"], dependencies=[Depends(require_service)])


class CitizenRead(BaseModel):
    phone: str
    name_en: str
    name_bn: str
    nid: str
    birth_year: int
    programmes: list[str]
    upazila: str


class Citizens(BaseModel):
    citizens: list[CitizenRead]


@router.get("/citizens")
def list_citizens() -> Citizens:
    """The invented people to try the service as; there is no such address in production."""
    return Citizens.model_validate({"citizens": summary().citizens})
