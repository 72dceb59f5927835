"""What is said of entries of bank statements: how they were recognised, and what was seen."""

from domain.bank.entries import Ignored
from domain.bank.proposals import Evidence, Proposal, Rule, Seen
from wording.catalogue import staff_words


def rule(name: Rule) -> str:
    """`M1 (our reference)`."""
    words = staff_words()(f"match.{name.value}")
    by_nobody = name in (Rule.PERSON, Rule.RECORDED)
    return words if by_nobody else f"{name.value} ({words})"


def seen(evidence: Evidence) -> str:
    """One thing that was seen, as a sentence without its full stop."""
    return staff_words()(f"seen.{evidence.seen.value}", text=evidence.text)


def why(proposal: Proposal) -> str:
    """All that speaks for a proposal, or against it."""
    return "; ".join(seen(each) for each in proposal.evidence if each.seen is not Seen.PERSON)


def ignored_because(why_ignored: Ignored) -> str:
    return staff_words()(f"ignored.{why_ignored.value}")
