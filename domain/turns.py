"""Who must act, on a request or an invoice: what they are to do, since when and until when."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, computed_field, model_validator

from domain.tasks import Task, sentence_of
from domain.tasks_of_before import with_task
from domain.values.record import Record


class Part(Record):
    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True)


class Who(StrEnum):
    CUSTOMER = "customer"
    CREDIT = "credit"
    LEGAL = "legal"
    BILLING = "billing"
    NOBODY = "nobody"


class WaitingOn(Part):
    """Who must act, what they are to do, since when and until when."""

    who: Who
    task: Task
    codes: tuple[str, ...] = ()
    """The rules that it is about, where it is about any."""
    since: datetime
    until: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_task(cls, stored: Any) -> Any:
        return with_task(stored)

    @computed_field(alias="for")  # type: ignore[prop-decorator]
    @property
    def for_(self) -> str:
        """The task as a sentence, for programs that read it."""
        return sentence_of(self.task, self.codes)


WORKER = "worker"
"""The `by` of automatic steps."""
