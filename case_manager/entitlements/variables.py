"""What the system's variables are called."""

from case_manager.programmes.facts import Benefit

AGE = "age"
BIRTH_DAY = "birth_day"  # 19610630; 0 where nothing was told
SEX = "sex"


def verdict_variable(programme: str) -> str:
    return f"is_eligible_for_{programme}"


def received_variable(programme_or_class: str) -> str:
    return f"receives_{programme_or_class}"


def other_variable(benefit: Benefit) -> str:
    """Of a programme of the class that is none of those a question offers."""
    return f"receives_other_{benefit}"


def group_variable(group: str) -> str:
    return f"is_in_{group}"


def asked_variable(fact: str) -> str:
    """Whether it makes sense to ask for the fact."""
    return f"is_asked_{fact}"
