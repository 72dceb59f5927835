"""What happened to a request, how it ended and how a finding was settled, as staff read it."""

from collections.abc import Callable

from domain.erasure.erasure import ACCOUNT_ERASED
from domain.requests.outcomes import RequestOutcome, Settled
from domain.requests.snapshot import TimelineEntry
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.codes import called, with_names
from wording.terms import terms


def happened_to_request(entry: TimelineEntry) -> str:
    """What an entry of the timeline is called."""
    return staff_words()(f"timeline.{entry.kind}", codes=terms(*entry.codes))


def facts_of(entry: TimelineEntry, write: Callable[[Money], str] = str) -> str:
    """What is known of it besides: rules, documents, amounts, somebody's own words.

    Args:
        write: how amounts are written.
    """
    if not staff_words().knows("facts", entry.kind):
        return ""
    return staff_words()(
        f"facts.{entry.kind}",
        codes=with_names(entry.codes),
        before=terms(*entry.codes[:1]),
        after=terms(*entry.codes[-1:]),
        about=entry.about,
        amount=entry.amount and write(entry.amount),
        security=entry.security and write(entry.security),
        said=_said(entry),
    )


def ended_with(outcome: RequestOutcome) -> str:
    """Why a request ended."""
    codes = with_names(outcome.codes)
    return staff_words()(f"ended_with.{outcome.kind}", codes=codes)


def settled_by(settled: Settled) -> str:
    """How a finding was settled."""
    return staff_words()(f"settled.{settled.how}", by=settled.by, reason=settled.reason)


def _said(entry: TimelineEntry) -> str | None:
    """Somebody's own words, or the words for what the program itself said."""
    return called(ACCOUNT_ERASED, "en") if entry.said == ACCOUNT_ERASED else entry.said
