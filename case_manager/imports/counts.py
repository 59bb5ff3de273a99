from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """How many rows did what; each row of a file is counted once."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged + self.refused
