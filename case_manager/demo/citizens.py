"""A dozen citizens chosen by hand, the same in every demo, so that a script can count on them."""

from dataclasses import dataclass

from case_manager.demo.names import Name
from case_manager.vocabulary import PaymentStatus, ReturnReason, Sex

_R, _H = PaymentStatus.RETURNED, PaymentStatus.ON_HOLD


@dataclass(frozen=True, slots=True)
class LastPayment:
    """How the instalment of the last quarter that has ended went."""

    status: PaymentStatus
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True)
class Citizen:
    name: Name
    sex: Sex
    birth_year: int
    nid: str
    phone: str
    union_code: str
    programmes: tuple[str, ...]
    last_payment: LastPayment
    provider: str = "nagad"

    @property
    def upazila_code(self) -> str:
        return self.union_code[:6]


CITIZENS = (
    Citizen(
        Name("Rahima Begum", "রহিমা বেগম"),
        Sex.FEMALE,
        1952,
        "1952604517",
        "+8801700001952",
        "5549940003",
        ("oaa",),
        LastPayment(_R, ReturnReason.PIN_INACTIVE),
    ),
    Citizen(
        Name("Md. Abdul Karim Mollah", "মোঃ আব্দুল করিম মোল্লা"),
        Sex.MALE,
        1949,
        "4919400123456",
        "+8801800001949",
        "5549940008",
        ("oaa",),
        LastPayment(PaymentStatus.CREDITED),
    ),
    Citizen(
        Name("Amena Khatun", "আমেনা খাতুন"),
        Sex.FEMALE,
        1956,
        "4919400178901",
        "+8801800001949",
        "5549940008",
        ("oaa",),
        LastPayment(_R, ReturnReason.NID_MISMATCH),
    ),
    Citizen(
        Name("Md. Sabuj Mollah", "মোঃ সবুজ মোল্লা"),
        Sex.MALE,
        2012,
        "20124919400204417",
        "+8801800001949",
        "5549940008",
        ("pwd_stipend",),
        LastPayment(PaymentStatus.CREDITED),
    ),
    Citizen(
        Name("Halima Bewa", "হালিমা বেওয়া"),
        Sex.FEMALE,
        1968,
        "1968330284",
        "+8801900001968",
        "5549940011",
        ("wda",),
        LastPayment(_H, ReturnReason.NOT_IN_PAYROLL),
        "bkash",
    ),
    Citizen(
        Name("Md. Shafiqul Islam", "মোঃ শফিকুল ইসলাম"),
        Sex.MALE,
        1985,
        "1985771206",
        "+8801600001985",
        "5549090001",
        ("pwd",),
        LastPayment(_R, ReturnReason.WRONG_NUMBER),
        "bkash",
    ),
    Citizen(
        Name("Salma Akter", "সালমা আক্তার"),
        Sex.FEMALE,
        1999,
        "1999450371",
        "+8801500001999",
        "6090860002",
        ("mcbp",),
        LastPayment(PaymentStatus.CREDITED),
        "rocket",
    ),
    Citizen(
        Name("Nurul Islam Sheikh", "নুরুল ইসলাম শেখ"),
        Sex.MALE,
        1933,
        "6090860055123",
        "+8801300001933",
        "6090860001",
        ("oaa",),
        LastPayment(PaymentStatus.CREDITED),
    ),
    Citizen(
        Name("Lakshmi Rani Das", "লক্ষ্মী রানী দাস"),
        Sex.FEMALE,
        1975,
        "1975902648",
        "+8801400001975",
        "2019400001",
        ("wda",),
        LastPayment(PaymentStatus.SENT),
    ),
    Citizen(
        Name("Jorina Khatun", "জরিনা খাতুন"),
        Sex.FEMALE,
        1957,
        "19571912500044187",
        "+8801700001957",
        "1009250001",
        ("oaa", "pwd"),
        LastPayment(_R, ReturnReason.ACCOUNT_CLOSED),
    ),
    Citizen(
        Name("Mousumi", "মৌসুমী"),
        Sex.OTHER,
        1971,
        "1971118352",
        "+8801900001971",
        "1009250004",
        ("hijra",),
        LastPayment(_H, ReturnReason.DUPLICATE_NID),
    ),
)
