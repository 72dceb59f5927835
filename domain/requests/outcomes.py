"""How a request ended, and how a finding was settled: facts, and their old texts for programs."""

from enum import StrEnum

from domain.turns import Part


class OutcomeKind(StrEnum):
    SWITCHED = "switched"
    REJECTED = "rejected"
    """`codes`: the rules that rejected it, or the one reason to decline."""
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    """A draft that nobody submitted."""
    NO_ANSWER = "no_answer"
    APPROVAL_NOT_USED = "approval_not_used"
    OTHER = "other"
    """What this version has no name for. `codes`: what it was called."""


class RequestOutcome(Part):
    kind: OutcomeKind
    codes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """What it is called in lists of codes."""
        return ", ".join(self.codes) if self.kind is OutcomeKind.OTHER else self.kind

    @property
    def text(self) -> str:
        """For programs that read `outcome`."""
        rejected = self.kind is OutcomeKind.REJECTED
        return f"rejected: {', '.join(self.codes)}" if rejected else self.code


class SettledWith(StrEnum):
    DOCUMENTS = "documents"
    OVERRULED = "overruled"


class Settled(Part):
    """How a finding was settled, and by whom; customers see neither who nor why."""

    how: SettledWith
    by: str | None = None
    reason: str | None = None

    @property
    def text(self) -> str:
        """For programs that read `cleared`."""
        if self.how is SettledWith.DOCUMENTS:
            return f"legal documents, accepted by {self.by}" if self.by else "legal documents"
        return f"overruled by {self.by}: {self.reason}" if self.by else "verified by us"
