"""Tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.text import evidence, moment, plain, term
from domain.people.through import Channel, Through
from domain.requests.outcomes import Settled
from domain.requests.snapshot import TimelineEntry
from domain.rules.findings import Finding, Outcome
from wording.catalogue import staff_words
from wording.codes import with_names
from wording.counts import distance
from wording.requests import facts_of, happened_to_request, settled_by
from wording.sign_ins import came_in

if TYPE_CHECKING:
    from cli.pages.next_steps import Step
    from clients.requests.reading import ListedRequest
    from domain.papers.advice import Advice

_STYLES = {Outcome.PASS: "green", Outcome.FAIL: "bold red", Outcome.UNKNOWN: "yellow"}
_WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """A table in the common style; its first column is not wrapped.

    Args:
        columns: How each is called in the catalogue, in the family `column`; "" has no head.
        right: The columns that are amounts, one below the other.
    """
    words = staff_words()
    heads = (words(f"column.{each}") if each else "" for each in columns)
    return table_under(heads, [each in right for each in columns])


def table_under(heads: Iterable[str], to_the_right: Iterable[bool]) -> Table:
    """The same under heads that are words already.

    Args:
        to_the_right: Of each column, whether it is of amounts.
    """
    built = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for place, (head, right) in enumerate(zip(heads, to_the_right, strict=True)):
        side: Literal["left", "right"] = "right" if right else "left"
        built.add_column(head, overflow="fold", no_wrap=place == 0, justify=side)
    return built


def more(following: str | None) -> list[Text]:
    """What to type for the next page; nothing below the last one."""
    return [sentence("list.more", after=following)] if following else []


def problems_table(problems: Sequence[Mapping[str, Any]]) -> Table:
    """What is wrong with files or a form: in which file, on which line and in which field, as far
    as that is known."""
    known = [name for name in ("file", "line", "field") if any(each.get(name) for each in problems)]
    built = table(*known, "what_to_put_right")
    for each in problems:
        where = (Text(plain(each.get(name) or ""), _PLACES[name]) for name in known)
        built.add_row(*where, Text(plain(each["problem"])))
    return built


_PLACES = {"file": "", "line": "", "field": "bold"}
"""How each is written."""


@dataclass(frozen=True)
class Commands:
    """What can be typed, and what for; where a terminal is too narrow for two columns, each command
    below what it is for. A command is never folded: it is copied."""

    rows: Sequence[tuple[str, str]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.rows:
            return
        built = table("next", "command")
        for what, command in self.rows:
            built.add_row(what, Text(command, "cyan"))
        whole = Measurement.get(console, options.update(max_width=_UNFOLDED), built)
        if whole.maximum <= options.max_width:
            yield built
            return
        for what, command in self.rows:
            yield Text(f"{what}:")
            yield Text(f"  {command}", "cyan", no_wrap=True, overflow="ignore")


_UNFOLDED = 10_000


def steps_table(steps: Sequence["Step"]) -> RenderableType:
    """What can be done next, by whom, and what to type for it."""
    return Commands([(f"{step.who}: {step.what}", step.command) for step in steps])


def findings_table(
    findings: Iterable[Finding],
    *,
    with_evidence: bool,
    settled: Mapping[str, Settled] | None = None,
) -> Table:
    """The findings of the rules, failing ones first, each with how it was settled."""
    built = table("rule", "outcome", "leads_to", "what_it_says")
    for each in sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.outcome)):
        says = Text(plain(each.message))
        if with_evidence and each.evidence:
            says.append(f"\n{evidence(each.evidence)}", "dim")
        if settled and each.may_be_overruled and each.code in settled:
            how = plain(settled_by(settled[each.code]))
            says.append("\n").append(sentence("status.settled", "green", how=how))
        built.add_row(
            each.code, Text(term(each.outcome), _STYLES[each.outcome]), term(each.severity), says
        )
    return built


def timeline_table(entries: Iterable[TimelineEntry]) -> Table:
    built = table("when", "who", "what", "state", "note")
    for each in entries:
        moved = each.from_ is not None and each.from_ is not each.to
        before = f"{term(each.from_)} → " if each.from_ and moved else ""
        built.add_row(
            moment(each.at),
            who(each.by, each.through),
            happened_to_request(each),
            Text(f"{before}{term(each.to)}", "bold" if moved else "dim"),
            plain(facts_of(each)),
        )
    return built


def who(by: str, through: Through | None) -> Text:
    """Who did it, and through which link, key or sign-in, where it was not typed here."""
    named = Text(plain(by))
    if through is not None and through.door is not Channel.COMMAND_LINE:
        named.append("\n").append(sentence("status.through", "dim", door=plain(came_in(through))))
    return named


def requests_table(
    requests: Sequence["ListedRequest"], now: datetime, none: Text
) -> RenderableType:
    """Requests in one line each; one whose time is over is marked. `none` is said of no request."""
    if not requests:
        return none
    built = table("request", "state", "waiting_on", "until")
    for each in requests:
        scope = each.request.partition("/")[2]
        due = until(each.due_at, now)
        built.add_row(plain(scope), term(each.state), term(each.waiting_on), due)
    return built


def until(due_at: datetime | None, now: datetime) -> Text:
    """A deadline in a column, marked when it is over."""
    if due_at is None:
        return Text()
    shown = f"{moment(due_at)}, {distance(due_at, now)}"
    return sentence("list.overdue", "bold red", since=shown) if due_at < now else Text(shown)


def check_page(findings: Sequence[Finding], advice: Sequence["Advice"] = ()) -> RenderableType:
    """The dry run: every rule, what it all comes to, and what the invoices will need."""
    failing = [finding.code for finding in findings if finding.failed]
    verdict = (
        sentence("check.fails", "bold red", rules=with_names(failing))
        if failing
        else sentence("check.passes", "bold green")
    )
    page: list[RenderableType] = [findings_table(findings, with_evidence=True), verdict]
    if advice:
        needs = table("field", "its_invoices_will_need")
        for each in advice:
            needs.add_row(Text(plain(each.field), "bold"), Text(plain(each.sentence)))
        page.append(needs)
    return Group(*page)
