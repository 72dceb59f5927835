"""Papers as PDF/A-3, tagged for screen readers: typst sets the pages from a template of ours."""

import json
from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

from adapters.papers.face import face
from domain.papers.paper import Paper

if TYPE_CHECKING:
    from typst import Compiler, Fonts

TEMPLATES = Path(__file__).parent / "templates"
_FONTS = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_arimo")
_of_thread = local()


def pdf(paper: Paper, logo: bytes | None = None, invoice: bytes | None = None) -> bytes:
    """The paper as a PDF: the same bytes each time, its document date the day of issue.

    Args:
        invoice: The same as CII, to be attached.
    """
    attached = {"invoice": invoice.decode("utf-8")} if invoice else {}
    return set_in_pages("paper.typ", face(paper, as_picture(logo) if logo else None), **attached)


def set_in_pages(template: str, data: Any, **more: str) -> bytes:
    """The PDF that a template of ours makes of this data.

    Args:
        data: Goes to the template as JSON, under the name `paper`.
        more: Other texts, by the names under which the template knows them.
    """
    made = _compiler().compile(
        input=str(TEMPLATES / template),
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False), **more},
        format="pdf",
        pdf_standards=["a-3a", "ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def pictures(template: str, data: Any, ppi: float = 100) -> list[bytes]:
    """The same pages as PNG, to look at."""
    made = _compiler().compile(
        input=str(TEMPLATES / template),
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
        format="png",
        ppi=ppi,
    )
    return [made] if isinstance(made, bytes) else [page for page in made or () if page]


def as_picture(logo: bytes) -> str:
    """The logo as SVG, around the picture where it is one in dots."""
    if b"<svg" in logo[:1000]:
        return logo.decode("utf-8")
    from PIL import Image

    with Image.open(BytesIO(logo)) as picture:
        width, height = picture.size
        media_type = Image.MIME[picture.format or "PNG"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}"'
        f' href="data:{media_type};base64,{b64encode(logo).decode()}"/></svg>'
    )


@cache
def fonts() -> "Fonts":
    """Those that packages ship, and none of the machine's: a paper looks alike everywhere."""
    from typst import Fonts

    found = [find_spec(name) for name in _FONTS]
    folders = [place for spec in found if spec for place in spec.submodule_search_locations or ()]
    return Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, folders)]
    )


def _compiler() -> "Compiler":
    """One for each thread."""
    from typst import Compiler

    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = Compiler(
            root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True
        )
    compiler: Compiler = _of_thread.compiler
    return compiler
