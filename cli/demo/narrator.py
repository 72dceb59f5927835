"""How the demo is shown: what happens, the command that would do it, and what is true then.

Every claim is checked. One that does not hold ends the demo.
"""

from collections.abc import Iterable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from domain.errors import DomainError
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import Statement
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from wording.requests import facts_of, happened_to_request
from wording.turns import team, to_do


class StoryBroken(DomainError):
    """A claim of the demo does not hold."""

    code = "story_broken"

    def __init__(self, what: str) -> None:
        super().__init__(f"The story does not hold: {what}.")


class Narrator:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._chapter = 0

    def chapter(self, title: str) -> None:
        self._chapter += 1
        self._console.print(f"\n[bold]{self._chapter}. {title}[/bold]")

    def command(self, words: str) -> None:
        """The command that somebody would type for this step."""
        self._console.print(f"   [dim]$ python starter.py {words}[/dim]", soft_wrap=True)

    def says(self, text: str) -> None:
        self._console.print(f"   {text}", soft_wrap=True)

    def lines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._console.print(f"     - {text}", soft_wrap=True)

    def waiting(self, snapshot: Snapshot) -> None:
        """Who must act and until when, as every snapshot says it."""
        waiting = snapshot.waiting_on
        until = f", until [bold]{waiting.until:%a %d %b %Y}[/bold]" if waiting.until else ""
        state = snapshot.state.replace("_", " ")
        if waiting.who is Who.NOBODY:
            self.says(f"[cyan]{state}[/cyan]: {to_do(waiting)}")
        else:
            task = f"waiting on [bold]{team(waiting.who)}[/bold]: {to_do(waiting)}"
            self.says(f"[cyan]{state}[/cyan]: {task}{until}")

    def invoice(self, view: InvoiceView) -> None:
        """An invoice's state, and who must act until when."""
        waiting, state = view.waiting_on, view.state.replace("_", " ")
        said = f"{view.invoice} [cyan]{state}[/cyan]: {view.open} of {view.amount} open"
        if waiting.who is not Who.NOBODY:
            said += f", due [bold]{view.due_on:%a %d %b %Y}[/bold]; {team(waiting.who)} has to"
            said += f" {to_do(waiting)}"
        self.says(said)

    def reminders(self, view: InvoiceView) -> None:
        self.lines(
            f"{step.on:%a %d %b %Y}, day {step.days:+}: [yellow]{step.outcome}[/yellow]"
            for step in view.reminders
            if step.outcome != "planned"
        )

    def statement(self, statement: Statement) -> None:
        table = Table(
            "date", "what", "document", "debit", "credit", "balance", box=None, padding=(0, 2, 0, 0)
        )
        for entry in statement.entries:
            amounts = (entry.debit, entry.credit, entry.balance)
            table.add_row(
                f"{entry.on:%Y-%m-%d}",
                entry.kind.replace("_", " "),
                entry.document,
                *("" if amount is None else str(amount) for amount in amounts),
            )
        self._console.print(table)

    def claim(self, holds: bool, what: str) -> None:
        """Raises StoryBroken unless the claim holds."""
        if not holds:
            raise StoryBroken(what)

    @staticmethod
    def never(what: str) -> NoReturn:
        """What was waited for did not come."""
        raise StoryBroken(what)

    def timeline(self, snapshot: Snapshot) -> None:
        table = Table("date", "who", "what", "to", "note", box=None, padding=(0, 2, 0, 0))
        for entry in snapshot.timeline:
            moved = entry.to if entry.to != entry.from_ else ""
            what = happened_to_request(entry)
            table.add_row(f"{entry.at:%Y-%m-%d}", entry.by, what, moved, facts_of(entry))
        self._console.print(table)

    def mails(self, folder: Path) -> int:
        """Shows what was mailed, oldest first; returns how many mails."""
        table = Table("to", "subject", box=None, padding=(0, 2, 0, 0))
        for file in sorted(folder.glob("*.eml")):
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            table.add_row(str(mail["To"]), str(mail["Subject"]).strip())
        self._console.print(table)
        return table.row_count
