"""Recording a request's notices, and how it is listed. Notices are put into the outbox, from which
the mailer delivers them: a mail server that is down delays mail and nothing else."""

from collections.abc import Callable

from pydantic import BaseModel
from temporalio import activity

from application.ports.ledger import Ledger
from application.requests.notify import notify
from domain.notices import Notice
from domain.requests.listing import Listing


class News(BaseModel):
    """What a step of a request has to say to others."""

    notices: tuple[Notice, ...] = ()
    listing: Listing | None = None
    """How the request is listed from now on, where that has changed."""


class NotificationActivities:
    def __init__(self, ledger: Ledger, wake: Callable[[], None]) -> None:
        self._ledger = ledger
        self._wake = wake

    @activity.defn(name="tell")
    async def record_news(self, news: News) -> None:
        """Puts notices into the outbox, each at most once by its key, and wakes the mailer; lists
        the request, unless it is listed by a later step already."""
        await notify(self._ledger, news.notices, news.listing)
        if news.notices:
            self._wake()
