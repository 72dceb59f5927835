"""The result of checking the ledger's hash chains against its timelines."""

from domain.values.record import Record


class BrokenChain(Record):
    """A timeline of which something was changed or removed behind our back."""

    about: str
    """A request's workflow id, or `invoice/<number>`."""
    entries: tuple[int, ...]
    """The numbers of the entries that were changed, or come after what was. One more than there
    are: the last was removed."""


class ChainsChecked(Record):
    requests: int = 0
    """Runs of requests."""
    invoices: int = 0
    begun: int = 0
    """Timelines of before there were chains: what they say now is what they are held to."""
    broken: tuple[BrokenChain, ...] = ()
