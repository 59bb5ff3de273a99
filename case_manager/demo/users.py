"""The organisations of the demo and those who sign in; the passwords are for play and printed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from case_manager.accounts.service import NewUser, add_user
from case_manager.vocabulary import Language, Role


@dataclass(frozen=True, slots=True)
class Organisation:
    name_en: str
    name_bn: str


@dataclass(frozen=True, slots=True)
class DemoUser:
    """The part of the address before the @ is also the last word of the password."""

    login: str
    name: str
    role: Role
    area_code: str | None
    organisation: Organisation
    language: Language = Language.BANGLA

    @property
    def email(self) -> str:
        return f"{self.login}@nalish.example"

    @property
    def password(self) -> str:
        return f"nalish-demo-{self.login}"


_HEAD_OFFICE = Organisation("Nalish Secretariat", "নালিশ সচিবালয়")
_TISTA = Organisation("Tista Citizens' Forum", "তিস্তা নাগরিক ফোরাম")
_HAOR = Organisation("Haor Rights Network", "হাওর অধিকার নেটওয়ার্ক")
_MEGHNA = Organisation("Meghna Legal Aid Centre", "মেঘনা আইন সহায়তা কেন্দ্র")
_UPOKUL = Organisation("Upokul Development Society", "উপকূল উন্নয়ন সমিতি")

USERS = (
    DemoUser("ulipur", "Nasrin Akter", Role.CASEWORKER, "554994", _TISTA),
    DemoUser("kurigram", "Jahid Hasan", Role.SUPERVISOR, "5549", _TISTA),
    DemoUser("admin", "Farhana Rahman", Role.ADMINISTRATOR, None, _HEAD_OFFICE, Language.ENGLISH),
    DemoUser("ulipur.two", "Rafiq Sarker", Role.CASEWORKER, "554994", _TISTA),
    DemoUser("chilmari", "Momtaz Begum", Role.CASEWORKER, "554909", _TISTA),
    DemoUser("rangpur", "Shahana Parvin", Role.SUPERVISOR, "55", _TISTA, Language.ENGLISH),
    DemoUser("shalla", "Anup Das", Role.CASEWORKER, "609086", _HAOR),
    DemoUser("sunamganj", "Rokeya Chowdhury", Role.SUPERVISOR, "6090", _HAOR),
    DemoUser("debidwar", "Tanvir Ahmed", Role.CASEWORKER, "201940", _MEGHNA, Language.ENGLISH),
    DemoUser("cumilla", "Sharmin Sultana", Role.SUPERVISOR, "2019", _MEGHNA),
    DemoUser("charfasson", "Kamrul Islam", Role.CASEWORKER, "100925", _UPOKUL),
    DemoUser("bhola", "Dilruba Yasmin", Role.SUPERVISOR, "1009", _UPOKUL),
    DemoUser("admin.two", "Selina Huq", Role.ADMINISTRATOR, None, _HEAD_OFFICE),
    DemoUser("secretariat", "Imran Kabir", Role.SUPERVISOR, None, _HEAD_OFFICE, Language.ENGLISH),
)


def add_users(session: Session, now: datetime) -> None:
    for user in USERS:
        add_user(
            session,
            NewUser(
                email=user.email,
                name=user.name,
                role=user.role,
                organisation_en=user.organisation.name_en,
                organisation_bn=user.organisation.name_bn,
                area_code=user.area_code,
                language=user.language,
            ),
            password=user.password,
            now=now,
        )
