"""What is said of entries of bank statements: how they were recognised, what was seen, and what
became of them in sums."""

from collections.abc import Callable
from datetime import date

from domain.bank.entries import Decided, Ignored
from domain.bank.proposals import Evidence, Proposal, Rule, Seen
from domain.bank.reconciling import Difference, Line
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


def why_decided(decided: Decided) -> str:
    """By what rule or for what reason an entry was decided on."""
    words, reason = staff_words(), decided.reason
    if (proposal := decided.proposal) is not None:
        seen = "" if proposal.rule is Rule.PERSON else why(proposal)
        return words("decided.booked", rule=rule(proposal.rule), seen=seen, reason=reason)
    if decided.ignored is not None:
        return words("decided.ignored", why=ignored_because(decided.ignored), reason=reason)
    if (refund := decided.refund) is not None:
        entry, account = refund.entry, refund.account
        return words("decided.brings_back", entry=entry, account=account, reason=reason)
    if decided.returns:
        return words("decided.takes_back", entry=decided.returns, reason=reason)
    if decided.returned_by:
        return words("decided.taken_back", entry=decided.returned_by, reason=reason)
    return reason


def reconciled_as(line: Line, came_in: bool) -> str:
    """What came in, or went out, under this line of a reconciliation."""
    return staff_words()(f"received.{line.value}" if came_in else f"went_out.{line.value}")


def differs(difference: Difference, on: Callable[[date], str] = str) -> str:
    """One difference as a sentence, which names its entries or statements.

    Args:
        on: how days are written.
    """
    earlier, later = (*difference.statements, "", "")[:2]
    entry, other = (*difference.entries, "", "")[:2]
    return staff_words()(
        f"differs.{difference.kind.value}",
        entry=entry,
        other=other,
        earlier=earlier,
        later=later,
        missing=difference.missing,
        who=difference.by,
        on="" if difference.at is None else on(difference.at.date()),
    )
