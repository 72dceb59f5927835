"""What is wrong with a paper, one entry for each fault."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperProblem:
    field: str
    """Dotted, such as `lines.3.net`; empty for the paper as a whole."""
    code: str
    """Ours, or the id that an official rule has, such as BR-CO-10."""
    problem: str
    """A sentence for billing operations."""
    source: str = "ours"
    """Whose rule it is: ours, schema, en16931, peppol, xrechnung."""

    def as_json(self) -> dict[str, Any]:
        """As problems of a file and of a body are told."""
        return {"field": self.field, "code": self.code, "problem": self.problem}
