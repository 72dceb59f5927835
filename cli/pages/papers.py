"""What `invoice paper` prints."""

from pathlib import Path

from rich.console import Group, RenderableType

from application.papers.files import PaperChecked, PaperFile
from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import plain


def written_page(made: PaperFile, path: Path) -> RenderableType:
    """Where the file is, and whether it is the one that was made first."""
    lines = [
        sentence("invoice_paper.written", path=path, size=len(made.content)),
        sentence("invoice_paper.sha256", "dim", sha256=made.sha256),
    ]
    if made.differs:
        first = made.made_first
        differs = sentence(
            "invoice_paper.differs",
            "bold yellow",
            release=first.program,
            day=f"{first.made_at:%Y-%m-%d}",
            sha256=first.sha256,
        )
        lines.append(differs)
    return Group(*lines)


def checked_page(found: PaperChecked) -> RenderableType:
    """Every rule that it breaks."""
    of = {"paper": plain(found.paper), "format": found.format.value}
    if not found.problems:
        return sentence("invoice_paper.right", "green", **of)
    built = table("rule_of", "rule", "field", "what_is_wrong")
    for each in found.problems:
        built.add_row(each.source, each.code, plain(each.field), plain(each.problem))
    count = len(found.problems)
    return Group(sentence("invoice_paper.wrong", "bold", count=count, **of), built)
