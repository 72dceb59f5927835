"""The page about clocks, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.tables import table
from cli.pages.text import moment, plain
from domain.clocks import ClockFinding, ClockReport, ClockTask, ClockTasks, Trouble
from wording.clocks import remedy_words, trouble_words


def clock_page(report: ClockReport) -> RenderableType:
    checked = (
        f"{report.invoices} open invoices and {report.requests} open requests were held against"
        " the engine."
    )
    if not report.storage_answered:
        checked += " The storage of the documents did not answer: ask again for the files."
    if not report.findings:
        everything = "Everything" if report.storage_answered else "Everything else"
        return Group(Text(f"{checked} {everything} agrees."), *_seen(report))
    built = table("about", "what_is_wrong", "done_or_can_be")
    for each in report.findings:
        built.add_row(plain(each.about), _wrong(each), remedy_words(each))
    said = "Everything is mended."
    if left := len(report.tasks):
        said = f"{left} left to see to."
        if any(each.remedy and not each.mended for each in report.tasks):
            said += " 'clocks check --mend' does what can be done."
        if any(each.mended or each.trouble is Trouble.FILES_MISSING for each in report.tasks):
            said += " 'clocks seen' takes a request that is lost or misses files off the list."
    return Group(Text(checked), built, Text(said), *_seen(report))


def tasks_page(found: ClockTasks) -> RenderableType:
    when = moment(found.checked_at) if found.checked_at else "not yet"
    checked = f"Last checked by the schedule: {when}."
    if not found.tasks:
        return Text(f"{checked} Nothing is left to see to.")
    built = table("about", "what_is_wrong", "since", "what_can_be_done")
    for each in found.tasks:
        can = "'clocks check --mend' does it" if each.can_be_mended else "a person has to see to it"
        built.add_row(plain(each.about), _wrong(each), moment(each.found_at), can)
    return Group(Text(checked), built)


def _seen(report: ClockReport) -> Iterator[RenderableType]:
    """Requests that were lost or miss files, and that somebody has seen to."""
    if report.seen:
        built = table("request", "lost", "seen_to_by", "when")
        for each in report.seen:
            without = ", ".join(map(plain, each.codes)) or "lost"
            built.add_row(plain(each.about), without, plain(each.by), moment(each.at))
        yield built


def _wrong(finding: ClockFinding | ClockTask) -> str:
    about = f": {', '.join(map(plain, finding.codes))}" if finding.codes else ""
    return f"{trouble_words(finding.trouble)}{about}"
