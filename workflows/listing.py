"""How a request is listed in the ledger, for queues and reports."""

from temporalio import workflow

from domain.requests.listing import Listing, Place
from domain.requests.request import Request
from domain.requests.view import listing_mark, listing_of
from domain.turns import WaitingOn


class Lister:
    """Keeps how the request was listed last, and notices when that changes."""

    def __init__(self) -> None:
        self._mark: tuple[int, WaitingOn] | None = None
        self._last: Listing | None = None

    def has_changed(self, request: Request) -> bool:
        """Whether anything happened since. Entries that change no state are listed, too, because
        open pages are notified by the listing."""
        return self._mark != listing_mark(request)

    def news_of(self, request: Request) -> Listing | None:
        """How the request is to be listed; None when it is listed so already."""
        if not self.has_changed(request):
            return None
        listing = self.listing_of(request)
        self.note_listed(request, listing)
        return listing

    def note_listed(self, request: Request, listing: Listing) -> None:
        """Remembers that it is listed so by now."""
        self._last, self._mark = listing, listing_mark(request)

    def listing_of(self, request: Request) -> Listing:
        """How the request is listed, or is about to be."""
        last = self._last
        if last is not None and not self.has_changed(request):
            return last
        info = workflow.info()
        place = Place(events=info.get_current_history_length(), at=workflow.now())
        return listing_of(request, last.line.revision + 1 if last else 1, place)
