"""An update that a lost worker did not look at is sent again; one that was refused is not."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from engine import asking
from engine.asking import sent


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_SENT_AGAIN_AFTER", (timedelta(0), timedelta(0)))


class Worker:
    """Fails so often, with this error or one of this type, and answers then."""

    def __init__(self, failure: str | RPCError, times: int) -> None:
        self.failure, self.left, self.asked = failure, times, 0

    async def answer(self) -> str:
        self.asked += 1
        if self.asked > self.left:
            return "done"
        if isinstance(self.failure, RPCError):
            raise self.failure
        raise WorkflowUpdateFailedError(ApplicationError("not now", type=self.failure))


async def test_what_nobody_looked_at_is_sent_again() -> None:
    worker = Worker("UnprocessedUpdate", times=2)
    assert await sent(worker.answer) == "done"
    assert worker.asked == 3


async def test_what_a_failed_task_had_is_sent_again() -> None:
    said = "Unable to perform workflow execution update due to unexpected workflow task failure."
    worker = Worker(RPCError(said, RPCStatusCode.FAILED_PRECONDITION, b""), times=2)
    assert await sent(worker.answer) == "done"
    assert worker.asked == 3


async def test_what_is_not_there_is_not_looked_for_again() -> None:
    worker = Worker(RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b""), times=1)
    with pytest.raises(RPCError):
        await sent(worker.answer)
    assert worker.asked == 1


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
