"""The answers that a request gave, for messages that are sent again.

The engine knows the ids of the updates of one run, and answers one that comes again by itself. A
later run knows those that the run before handed over.
"""

from collections.abc import Iterable

from temporalio import workflow

from domain.requests.answer import GivenAnswer, RequestAnswer
from workflows.options import REMEMBERED


class GivenAnswers:
    def __init__(self, before: Iterable[GivenAnswer]) -> None:
        self._answers = {each.id: each.answer for each in before}
        self.count = 0
        """How many this run gave."""

    @property
    def before(self) -> RequestAnswer | None:
        """What was answered to the present update; None when it is new."""
        return self._answers.get(_present())

    def given(self, answer: RequestAnswer) -> RequestAnswer:
        """Remembers what is answered to the present update."""
        self.count += 1
        self._answers[_present()] = answer
        return answer

    @property
    def last(self) -> tuple[GivenAnswer, ...]:
        """Those that the next run is told of."""
        newest = [*self._answers.items()][-REMEMBERED:]
        return tuple(GivenAnswer(id=id, answer=answer) for id, answer in newest)


def _present() -> str:
    update = workflow.current_update_info()
    if update is None:
        raise RuntimeError("only an update is answered")
    return update.id
