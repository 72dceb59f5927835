"""How a request is listed in the ledger, for queues and reports, and what is kept of it there."""

from temporalio import workflow

from domain.requests.life import LifeRecord, RequestLife, life_of, record_of
from domain.requests.listing import Listing, Place
from domain.requests.messages import OpenRequest
from domain.requests.request import Request
from domain.requests.view import listing_mark, listing_of
from domain.turns import WaitingOn


class Lister:
    """Keeps how the request was listed last, and notices when that changes.

    Args:
        beginning: How it was opened; or what it was, after an earlier run of its workflow.
    """

    def __init__(self, beginning: OpenRequest | RequestLife) -> None:
        life = beginning if isinstance(beginning, RequestLife) else None
        self.opening_key = (
            beginning.opening_key if isinstance(beginning, RequestLife) else beginning.key
        )
        self.messages_each_run = beginning.messages_each_run
        self._events_before = life.events if life else 0
        self._revision = life.listed if life else 0
        self._recorded = life.entries if life else 0
        self.is_recording = life is not None
        """Whether the ledger keeps what the request is: since a step has said so."""
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
        self._revision = listing.line.revision

    def note_recorded(self, entries: int) -> None:
        """Remembers how many entries of the timeline the ledger has."""
        self._recorded, self.is_recording = entries, True

    def forget_recorded(self) -> None:
        """What the ledger has is not to be relied on: all is to be written again."""
        self._recorded, self._mark = 0, None

    def listing_of(self, request: Request) -> Listing:
        """How the request is listed, or is about to be."""
        last = self._last
        if last is not None and not self.has_changed(request):
            return last
        place = Place(events=self._events, at=workflow.now())
        return listing_of(request, self._revision + 1, place)

    def life_of(self, request: Request) -> RequestLife:
        """All that it is."""
        return life_of(
            request,
            opening_key=self.opening_key,
            listed=self._revision,
            events=self._events,
            messages_each_run=self.messages_each_run,
        )

    def record_of(self, request: Request) -> LifeRecord:
        """What the ledger is to keep of it. As long as no step has said what the ledger has, as
        those of release 0.1.0 never did, that is the whole timeline."""
        return record_of(self.life_of(request), request, self._recorded)

    @property
    def _events(self) -> int:
        """How long the history is, with those of earlier runs."""
        return self._events_before + workflow.info().get_current_history_length()
