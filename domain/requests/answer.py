"""What a request answers to a message. It stays in the history of its workflow, so it says only
what the message changed; a face asks for the rest."""

from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from domain.turns import Part
from domain.values.brief import Brief


class RequestAnswer(Part, Brief):
    state: State
    """Where the request stands since."""
    entries: int
    """How many entries its timeline has since."""
    new: int = 0
    """How many of them came with the message."""


Answers = RequestAnswer | Snapshot
"""Release 0.1.0 answered with the whole snapshot."""


class GivenAnswer(Part):
    """An answer that an earlier run of a workflow gave."""

    id: str
    """The update's: asked again, it gets the same answer."""
    answer: RequestAnswer
