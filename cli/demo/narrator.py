"""How the demo is shown: what happens, the command that would do it, and what is true then.

Every claim is checked. One that does not hold ends the demo.
"""

from collections.abc import Iterable
from datetime import date
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.pages.next_steps import typed
from cli.pages.sentences import sentence
from cli.pages.text import term
from domain.errors import DomainError
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.statement import Statement
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from wording.catalogue import staff_words
from wording.requests import facts_of, happened_to_request
from wording.turns import team, to_do


def noted(code: str, said: str) -> Text:
    """A field or a rule, and what is said of it."""
    return Text.assemble((code, "yellow"), f"  {said}")


class StoryBroken(DomainError):
    """A claim of the demo does not hold."""

    code = "story_broken"

    def __init__(self, what: str) -> None:
        super().__init__(staff_words()("demo.broken", what=what))


class Narrator:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._chapter = 0
        self._day: date | None = None

    def chapter(self, name: str) -> None:
        """Begins the chapter that the catalogue has under this name, in the family
        `demo.chapter`."""
        self._chapter += 1
        self._day = None
        title = staff_words()(f"demo.chapter.{name}")
        self._print("\n", sentence("demo.chapter", "bold", number=self._chapter, title=title))

    def command(self, words: str) -> None:
        """The command that somebody would type for this step."""
        self._print("   ", Text(typed("$", "python", "starter.py", words), "dim"))

    def says(self, name: str, style: str = "", /, **facts: object) -> None:
        """What the catalogue has under this name, among what the demo says.

        Args:
            style: Of the words before its colon.
        """
        said = sentence(f"demo.says.{name}", **facts)
        if style:
            said.stylize(style, 0, said.plain.index(":"))
        self._say(said)

    def day(self, day: date) -> None:
        """Time has passed up to this day, which is named once something is said of it."""
        self._day = day

    def ends(self, name: str, /, **facts: object) -> None:
        self._print("\n", sentence(f"demo.says.{name}", **facts))

    def lines(self, texts: Iterable[Text]) -> None:
        for text in texts:
            self._print("     - ", text)

    def _say(self, text: Text) -> None:
        self._print("   ", text)

    def _print(self, before: str, text: Text) -> None:
        if self._day is not None:
            day, self._day = self._day, None
            self._say(Text(_written(day), "dim"))
        self._console.print(Text(before).append(text), soft_wrap=True)

    def waiting(self, snapshot: Snapshot) -> None:
        """Who must act and until when, as every snapshot says it."""
        waiting = snapshot.waiting_on
        somebody = waiting.who is not Who.NOBODY
        said = sentence(
            "demo.waiting",
            state=Text(term(snapshot.state), "cyan"),
            who=Text(team(waiting.who), "bold") if somebody else "",
            task=to_do(waiting),
            until=_bold(waiting.until) if somebody and waiting.until else "",
        )
        self._say(said)

    def invoice(self, view: InvoiceView) -> None:
        """An invoice's state, and who must act until when."""
        waiting = view.waiting_on
        said = sentence(
            "demo.invoice",
            invoice=view.invoice,
            state=Text(term(view.state), "cyan"),
            open=view.open,
            amount=view.amount,
            due=_bold(view.due_on),
            who=team(waiting.who) if waiting.who is not Who.NOBODY else "",
            task=to_do(waiting),
        )
        self._say(said)

    def reminders(self, view: InvoiceView) -> None:
        self.lines(
            sentence(
                "demo.reminder",
                on=_written(step.on),
                day=f"{step.days:+}",
                outcome=Text(term(step.outcome), "yellow"),
            )
            for step in view.reminders
            if step.outcome != "planned"
        )

    def statement(self, statement: Statement) -> None:
        table = _table("date", "what", "document", "debit", "credit", "balance")
        for entry in statement.entries:
            amounts = (entry.debit, entry.credit, entry.balance)
            table.add_row(
                f"{entry.on:%Y-%m-%d}",
                term(entry.kind),
                entry.document,
                *("" if amount is None else str(amount) for amount in amounts),
            )
        self._console.print(table)

    def claim(self, holds: bool, name: str, /, **facts: object) -> None:
        """Raises StoryBroken unless it holds: what the catalogue has under this name, in the
        family of what the demo claims."""
        if not holds:
            self.never(name, **facts)

    @staticmethod
    def never(name: str, /, **facts: object) -> NoReturn:
        """What was waited for did not come."""
        raise StoryBroken(staff_words()(f"demo.claim.{name}", **facts))

    def timeline(self, snapshot: Snapshot) -> None:
        table = _table("date", "who", "what", "to", "note")
        for entry in snapshot.timeline:
            moved = entry.to if entry.to != entry.from_ else ""
            what = happened_to_request(entry)
            table.add_row(f"{entry.at:%Y-%m-%d}", entry.by, what, moved, facts_of(entry))
        self._console.print(table)

    def mails(self, folder: Path) -> int:
        """Shows what was mailed, oldest first; returns how many mails."""
        table = _table("to", "subject")
        for file in sorted(folder.glob("*.eml")):
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            table.add_row(str(mail["To"]), str(mail["Subject"]).strip())
        self._console.print(table)
        return table.row_count


def _table(*columns: str) -> Table:
    heads = (staff_words()(f"column.{each}") for each in columns)
    return Table(*heads, box=None, padding=(0, 2, 0, 0))


def _written(day: date) -> str:
    return f"{day:%a %d %b %Y}"


def _bold(day: date) -> Text:
    return Text(_written(day), "bold")
