"""Many invoices that are issued one after the other, and what has become of them so far."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.output import Output, console, print_json
from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import plain
from clients.invoices.client import Issued, IssueOutcome
from clients.shapes import issued_document
from domain.errors import ServiceUnreachable
from domain.invoices.new.new_invoice import NewInvoice
from files.invoices import Entry
from wording.catalogue import staff_words

_SPINNER_AFTER_SECONDS = 1.0


class Bulk:
    def __init__(self, entries: Sequence[Entry]) -> None:
        self._lines = {each.invoice.number: each.line for each in entries if each.invoice}
        self._invalid = [problem for each in entries for problem in each.problems]
        self._invalid_lines = sum(1 for each in entries if each.problems)
        self._outcomes: list[Issued] = []
        self.invoices: list[NewInvoice] = [each.invoice for each in entries if each.invoice]

    def add(self, issued: Issued) -> None:
        self._outcomes.append(issued)

    @property
    def status(self) -> int:
        """The exit status: invalid lines weigh more than refused ones."""
        refused = any(each.outcome is IssueOutcome.REFUSED for each in self._outcomes)
        return 2 if self._invalid else int(refused)

    @property
    def _document(self) -> dict[str, Any]:
        return {**issued_document(self._outcomes, self._lines), "invalid": self._invalid}

    def show(self, output: Output) -> None:
        output.show(
            self._document, lambda: Group(*self._bad_lines(), *self._late(), Text(self._summary))
        )

    def show_interrupted(self, output: Output) -> None:
        """What is done by now, when somebody ends it."""
        if output.json:
            print_json({**self._document, "interrupted": True})
        else:
            so_far = {"summary": self._summary, "left": self._left}
            message = sentence("invoice_issue.ended_early", "yellow", **so_far)
            console(sys.stderr).print(message)

    def unreachable(self, failure: ServiceUnreachable) -> ServiceUnreachable:
        """The same failure, saying how far it got."""
        message = staff_words()(
            "invoice_issue.unreachable",
            why=failure.reason,
            summary=self._summary,
            left=self._left,
        )
        counts = {name: self._document[name] for name in ("issued", "already_issued")}
        return ServiceUnreachable(message, **{**failure.details, **counts, "to_go": self._left})

    @contextmanager
    def progress(self) -> Iterator[Callable[[], None]]:
        """A bar on standard error once it takes longer than a second, where somebody can see it."""
        if not sys.stderr.isatty():
            yield lambda: None
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        words = staff_words()("progress.issuing")
        columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(*columns, console=console(sys.stderr), transient=True)
        task, began, started = bar.add_task("", total=len(self.invoices)), time.monotonic(), False

        def advance() -> None:
            nonlocal started
            bar.advance(task)
            if not started and time.monotonic() - began > _SPINNER_AFTER_SECONDS:
                started = True
                bar.start()

        try:
            yield advance
        finally:
            bar.stop()

    @property
    def _left(self) -> int:
        return len(self.invoices) - len(self._outcomes)

    @property
    def _summary(self) -> str:
        counted = Counter(each.outcome for each in self._outcomes)
        return staff_words()(
            "invoice_issue.summary",
            issued=counted[IssueOutcome.ISSUED],
            before=counted[IssueOutcome.ALREADY_ISSUED],
            refused=counted[IssueOutcome.REFUSED],
            invalid=self._invalid_lines,
        )

    def _late(self) -> list[RenderableType]:
        """Those that were issued after their due date."""
        late = [each for each in self._outcomes if each.reminders_from]
        if not late:
            return []
        built = table("line", "invoice", "due", "issued_late")
        for each in sorted(late, key=lambda issued: self._lines[issued.invoice]):
            said = sentence("invoice_issue.late", "yellow", day=each.reminders_from)
            built.add_row(
                str(self._lines[each.invoice]),
                plain(each.invoice),
                str(each.due_on),
                said,
            )
        return [built]

    def _bad_lines(self) -> list[RenderableType]:
        refused = self._document["refused"]
        if not (self._invalid or refused):
            return []
        built = table("line", "invoice", "what_to_put_right")
        message = [(each, f"{each['field']}: {each['problem']}") for each in self._invalid]
        message += [(each, each["reason"]) for each in refused]
        for each, said in sorted(message, key=lambda pair: pair[0]["line"]):
            built.add_row(
                str(each["line"]), plain(each.get("invoice", "")), Text(plain(said), "red")
            )
        return [built]
