"""Writes the generated parts of the documentation, each between `<!-- generated: NAME -->` and
`<!-- end -->`. What is in the code is generated from it; a test fails when a part is outdated."""

import os
import re
import sys
from collections.abc import Callable, Mapping

from cli import help as help_pages
from cli.commands import AREAS
from domain.invoices import lifecycle as invoice_lifecycle
from domain.requests import lifecycle
from tools import docs_demo, docs_tables, provider_api
from tools.docs_demo import ROOT, WIDTH, steady

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def diagram() -> str:
    return _fenced("mermaid", lifecycle.mermaid())


def invoice_diagram() -> str:
    return _fenced("mermaid", invoice_lifecycle.MACHINE.mermaid())


def demo() -> str:
    return _fenced("text", docs_demo.excerpt())


def overview() -> str:
    return _fenced("text", _help([]))


def commands() -> str:
    """The help page of every command, each under a heading."""
    parts = []
    for area, listed in AREAS.items():
        parts.append(f"### {area}")
        for command in listed:
            page = _help(command.name.split())
            parts += [f"#### {command.name}", _fenced("text", page)]
    return "\n\n".join(parts)


def _help(words: list[str]) -> str:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        return help_pages.page(words or ["--help"]).rstrip()
    finally:
        del os.environ["COLUMNS"]
        if before is not None:
            os.environ["COLUMNS"] = before


BLOCKS: Mapping[str, Callable[[], str]] = {
    "diagram": diagram,
    "invoice-diagram": invoice_diagram,
    "demo": demo,
    "overview": overview,
    "commands": commands,
    "rules": docs_tables.rules,
    "deadlines": docs_tables.deadlines,
    "refusals": docs_tables.refusals,
    "settings": docs_tables.settings,
    "personal-data": docs_tables.personal_data,
}


def blocks_in(text: str) -> dict[str, str]:
    """The present generated blocks of a page, by name."""
    return {
        found["name"]: found[0][len(found[1]) : -len(found[3])] for found in _BLOCK.finditer(text)
    }


def regenerated(text: str) -> str:
    """The page with every block generated anew."""

    def as_it_should_be(found: re.Match[str]) -> str:
        block = written(found["name"])
        # The demo's dates always differ: that alone is no change.
        same = found["name"] == "demo" and steady(found[0]) == steady(found[1] + block + found[3])
        return found[0] if same else found[1] + block + found[3]

    return _BLOCK.sub(as_it_should_be, text)


def written(name: str) -> str:
    """A generated block with the empty lines that Markdown needs."""
    return f"\n{BLOCKS[name]()}\n\n"


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


if __name__ == "__main__":
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        if (after := regenerated(before)) != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} is up to date again.\n")
    if provider_api.FILE.read_text(encoding="utf-8") != (described := provider_api.written()):
        provider_api.FILE.write_text(described, encoding="utf-8")
        sys.stdout.write(f"{provider_api.FILE.relative_to(ROOT)} is up to date again.\n")
