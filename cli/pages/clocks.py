"""The page about clocks, for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import moment, plain
from domain.clocks import ClockFinding, ClockReport, ClockTask, ClockTasks, Trouble
from wording.catalogue import staff_words
from wording.clocks import remedy_words, trouble_words


def clock_page(report: ClockReport) -> RenderableType:
    checked = sentence("clocks_check.held", invoices=report.invoices, requests=report.requests)
    if not report.storage_answered:
        checked.append(" ").append(sentence("clocks_check.storage_silent"))
    if not report.findings:
        agrees = "all_agrees" if report.storage_answered else "rest_agrees"
        return Group(checked.append(" ").append(sentence(f"clocks_check.{agrees}")), *_seen(report))
    built = table("about", "what_is_wrong", "done_or_can_be")
    for each in report.findings:
        built.add_row(plain(each.about), _wrong(each), remedy_words(each))
    return Group(checked, built, _what_is_left(report), *_seen(report))


def _what_is_left(report: ClockReport) -> Text:
    if not report.tasks:
        return sentence("clocks_check.all_mended")
    said = [sentence("clocks_check.left", left=len(report.tasks))]
    if any(each.remedy and not each.mended for each in report.tasks):
        said.append(sentence("clocks_check.mend"))
    if any(each.mended or each.trouble is Trouble.FILES_MISSING for each in report.tasks):
        said.append(sentence("clocks_check.seen"))
    return Text(" ").join(said)


def tasks_page(found: ClockTasks) -> RenderableType:
    when = moment(found.checked_at) if found.checked_at else None
    checked = sentence("clocks_tasks.checked", when=when)
    if not found.tasks:
        return checked.append(" ").append(sentence("clocks_tasks.none"))
    built = table("about", "what_is_wrong", "since", "what_can_be_done")
    for each in found.tasks:
        can = staff_words()("clocks_tasks.mend" if each.can_be_mended else "remedy.none")
        built.add_row(plain(each.about), _wrong(each), moment(each.found_at), can)
    return Group(checked, built)


def _seen(report: ClockReport) -> Iterator[RenderableType]:
    """Requests that were lost or miss files, and that somebody has seen to."""
    if report.seen:
        built = table("request", "lost", "seen_to_by", "when")
        for each in report.seen:
            without = ", ".join(map(plain, each.codes)) or staff_words()("clocks_check.lost")
            built.add_row(plain(each.about), without, plain(each.by), moment(each.at))
        yield built


def _wrong(finding: ClockFinding | ClockTask) -> str:
    about = f": {', '.join(map(plain, finding.codes))}" if finding.codes else ""
    return f"{trouble_words(finding.trouble)}{about}"
