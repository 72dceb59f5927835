"""What is wrong with a paper, one entry for each fault."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperProblem:
    field: str
    """Dotted, such as `lines.3.net`; empty for the paper as a whole."""
    code: str
    """Ours (`tax_does_not_add_up`), or a rule's own id (`BR-CO-10`, `PEPPOL-EN16931-R003`)."""
    problem: str
    """A sentence for billing operations."""
    source: str = "ours"
    """Whose rule it is: ours, schema, en16931, peppol, xrechnung."""

    def as_json(self) -> dict[str, Any]:
        """As problems of a file and of a body are told."""
        return {"field": self.field, "code": self.code, "problem": self.problem}
