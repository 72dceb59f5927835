"""The rows that a mail in HTML shows: those of its tables, and its other lines."""

from collections.abc import Iterator

from lxml import etree, html

from adapters.bank.advice_rows import Row, cells_of

_CELLS = ("td", "th")
_LINES = ("p", "div", "br", "li", "h1", "h2", "h3", "h4")


def rows_of_html(text: str) -> Iterator[Row]:
    """Rows in order, numbered from 1. Nothing is fetched, and no script is run."""
    try:
        document = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return
    for hidden in document.xpath("//script|//style|//head"):
        hidden.drop_tree()
    for at, row in enumerate(document.iter("tr"), start=1):
        if row.xpath(".//tr"):
            continue  # it only lays out what is within it
        cells = [" ".join(cell.text_content().split()) for cell in row.iter(*_CELLS)]
        yield at, [each for each in cells if each]
    for row in document.xpath("//tr[not(.//tr)]"):
        row.drop_tree()
    for line in document.iter(*_LINES):
        line.tail = "\n" + (line.tail or "")
    yield from cells_of(document.text_content())
