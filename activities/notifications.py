"""Recording a request's notices, how it is listed and what it is. Notices are put into the outbox,
from which the mailer delivers them: a mail server that is down delays mail and nothing else."""

from collections.abc import Callable

from pydantic import BaseModel
from temporalio import activity

from application.ports.ledger import Ledger
from application.requests.notify import notify
from domain.notices import Notice
from domain.requests.life import LifeRecord
from domain.requests.listing import Listing


class News(BaseModel):
    """What a step of a request has to say to others."""

    notices: tuple[Notice, ...] = ()
    listing: Listing | None = None
    """How the request is listed from now on, where that has changed."""
    record: LifeRecord | None = None
    """What the request is, wherever a listing is."""


class Recorded(BaseModel):
    entries: int
    """How many entries of the timeline the ledger has now."""


class NotificationActivities:
    def __init__(self, ledger: Ledger, wake: Callable[[], None]) -> None:
        self._ledger = ledger
        self._wake = wake

    @activity.defn(name="tell")
    async def record_news(self, news: News) -> Recorded | None:
        """Puts notices into the outbox, each at most once by its key, and wakes the mailer; lists
        the request and keeps what it is, unless a later step did so already.

        Returns:
            None for news without a record, as release 0.1.0 answered always.
        """
        await notify(self._ledger, news.notices, news.listing, news.record)
        if news.notices:
            self._wake()
        return Recorded(entries=news.record.last) if news.record else None
