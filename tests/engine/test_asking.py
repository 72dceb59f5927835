"""An update that a lost worker did not look at is sent again; one that was refused is not."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from engine import asking
from engine.asking import sent


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_SENT_AGAIN_AFTER", (timedelta(0), timedelta(0)))


class Worker:
    """Fails so often with an error of this type, and answers then."""

    def __init__(self, kind: str, times: int) -> None:
        self.kind, self.left, self.asked = kind, times, 0

    async def answer(self) -> str:
        self.asked += 1
        if self.asked > self.left:
            return "done"
        raise WorkflowUpdateFailedError(ApplicationError("not now", type=self.kind))


async def test_what_nobody_looked_at_is_sent_again() -> None:
    worker = Worker("UnprocessedUpdate", times=2)
    assert await sent(worker.answer) == "done"
    assert worker.asked == 3


async def test_not_for_ever() -> None:
    worker = Worker("UnprocessedUpdate", times=9)
    with pytest.raises(WorkflowUpdateFailedError):
        await sent(worker.answer)
    assert worker.asked == 3


async def test_a_refusal_is_an_answer() -> None:
    worker = Worker("not_possible_now", times=1)
    with pytest.raises(WorkflowUpdateFailedError):
        await sent(worker.answer)
    assert worker.asked == 1
