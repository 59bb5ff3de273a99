from dataclasses import dataclass

from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer


@dataclass(frozen=True)
class Keys:
    """The secrets that services work with, made from the settings once and handed in by name."""

    sealer: Sealer
    references: References
