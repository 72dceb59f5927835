"""What `invoice paper` prints."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from application.papers.files import PaperChecked, PaperFile
from cli.pages.tables import table
from cli.pages.text import plain


def written_page(made: PaperFile, path: Path) -> RenderableType:
    """Where the file is, and whether it is the one that was made first."""
    said = Text(f"Written: {path} ({len(made.content):,} bytes).")
    said.append(f"\nSHA-256 {made.sha256}", "dim")
    if made.differs:
        first = made.made_first
        said.append(
            f"\nIt is not the file that release {first.program} made first, on"
            f" {first.made_at:%Y-%m-%d}: that one's SHA-256 is {first.sha256}.",
            "bold yellow",
        )
    return said


def checked_page(found: PaperChecked) -> RenderableType:
    """Every rule that it breaks."""
    if not found.problems:
        return Text(f"{plain(found.paper)} keeps every rule of {found.format.value}.", "green")
    built = table("rule_of", "rule", "field", "what_is_wrong")
    for each in found.problems:
        built.add_row(each.source, each.code, plain(each.field), plain(each.problem))
    return Group(
        Text(f"{plain(found.paper)} breaks {len(found.problems)} as {found.format.value}:", "bold"),
        built,
    )
