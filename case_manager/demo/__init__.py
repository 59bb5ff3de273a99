from case_manager.demo.loading import (
    BENEFICIARIES,
    CASES,
    SEED,
    DemoRefused,
    DemoSummary,
    Progress,
    holds_people,
    load,
    summary,
)

__all__ = [
    "BENEFICIARIES",
    "CASES",
    "SEED",
    "DemoRefused",
    "DemoSummary",
    "Progress",
    "holds_people",
    "load",
    "summary",
]
