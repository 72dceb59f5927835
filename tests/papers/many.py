"""Makes many papers of all kinds in every format and holds each to every rule that we have:
`python -m tests.papers.many`."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from time import perf_counter

import facturx
import mockeinvoice
import pikepdf
import pypdf

from adapters.papers.maker import Papers
from domain.papers.adding_up import problems_of
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper
from tests.papers import reading
from tests.papers.generating import papers
from wording.papers import figure

_MAKER = Papers()


def faults(paper: Paper) -> Iterator[str]:
    """Everything that any rule or any other reader has to say against the files of this paper."""
    yield from (f"ours: {each.code} {each.field}" for each in problems_of(paper))
    expected = reading.of_paper(paper)
    for as_ in PaperFormat:
        made = _MAKER.make(paper, as_)
        found = _MAKER.check(paper, as_, made)
        yield from (f"{as_}: {each.code} {each.field}: {each.problem}" for each in found)
        if as_.is_pdf:
            yield from (f"{as_}: {each}" for each in _pdf_faults(paper, made))
        if as_ is PaperFormat.FACTUR_X:
            _, invoice = facturx.get_facturx_xml_from_pdf(made)
            yield from _differences(as_, expected, reading.of_cii(invoice))
        elif as_ is PaperFormat.XRECHNUNG_CII:
            yield from _differences(as_, expected, reading.of_cii(made))
        elif not as_.is_pdf:
            yield from _differences(as_, expected, reading.of_ubl(made))
            _, report = mockeinvoice.validate(made)
            yield from (f"{as_}: {each.code} {each.path}: {each.text}" for each in report.failures)


def _differences(as_: PaperFormat, expected: reading.Read, read: reading.Read) -> Iterator[str]:
    if read != expected:
        yield f"{as_}: it says {read} and not {expected}"


def _pdf_faults(paper: Paper, made: bytes) -> Iterator[str]:
    """What its pages lack, as another program reads them."""
    with pikepdf.open(BytesIO(made)) as document:
        yield from document.check_pdf_syntax()
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]
    text = re.sub(r"\s", "", "".join(pages))
    sums = [paper.totals.net, paper.totals.due, *(each.amount for each in paper.taxes)]
    wanted = Counter(figure(each.net, paper.language) for each in paper.lines)
    for number in sums:
        wanted[figure(number, paper.language)] += 1
    for said, times in wanted.items():
        if text.count(re.sub(r"\s", "", said)) < times:
            yield f"{said} is not printed {times} times"
    if paper.number not in text:
        yield "its number is not printed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began, wrong = perf_counter(), 0
    lines = kinds = 0
    for paper in papers(options.count, options.seed):
        lines += len(paper.lines)
        kinds += len(PaperFormat)
        for fault in faults(paper):
            wrong += 1
            sys.stdout.write(f"{paper.number} {paper.currency} {paper.kind}: {fault}\n")
    took = perf_counter() - began
    made = f"{options.count} papers with {lines} lines, {kinds} files"
    sys.stdout.write(f"{made}: {wrong} faults in {took:.0f} s\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
