from case_manager.demo.loading import (
    BENEFICIARIES,
    CASES,
    SEED,
    DemoContact,
    DemoRefused,
    DemoSummary,
    Progress,
    contacts,
    holds_people,
    load,
    summary,
)

__all__ = [
    "BENEFICIARIES",
    "CASES",
    "SEED",
    "DemoContact",
    "DemoRefused",
    "DemoSummary",
    "Progress",
    "contacts",
    "holds_people",
    "load",
    "summary",
]
