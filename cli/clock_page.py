"""The page about clocks, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from cli.tables import table
from cli.text import moment, plain
from domain.clocks import ClockFinding, ClockReport
from wording.clocks import remedy_words, trouble_words


def clock_page(report: ClockReport) -> RenderableType:
    checked = (
        f"{report.invoices} open invoices and {report.requests} open requests were held against"
        " the engine."
    )
    if not report.findings:
        return Group(Text(f"{checked} Everything agrees."), *_seen(report))
    built = table("about", "what is wrong", "what was done, or can be")
    for each in report.findings:
        built.add_row(plain(each.about), _wrong(each), remedy_words(each))
    said = "Everything is mended."
    if left := len(report.tasks):
        said = f"{left} left to see to."
        if any(each.remedy and not each.mended for each in report.tasks):
            said += " 'clocks check --mend' does what can be done."
        if any(each.mended for each in report.tasks):
            said += " 'clocks seen' takes a lost request off the list."
    return Group(Text(checked), built, Text(said), *_seen(report))


def _seen(report: ClockReport) -> Iterator[RenderableType]:
    """Lost requests that somebody has seen to."""
    if report.seen:
        built = table("lost request", "seen to by", "when")
        for each in report.seen:
            built.add_row(plain(each.about), plain(each.by), moment(each.at))
        yield built


def _wrong(finding: ClockFinding) -> str:
    about = f": {', '.join(map(plain, finding.codes))}" if finding.codes else ""
    return f"{trouble_words(finding.trouble)}{about}"
