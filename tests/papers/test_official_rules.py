"""The official rules as we run them find what they find as they are shipped."""

import re

import pytest
from lxml import etree
from saxonche import PySaxonProcessor

from adapters.papers.cii import cii
from adapters.papers.compiled_rules import report
from adapters.papers.official import CII, UBL_INVOICE, Standard, shipped
from adapters.papers.ubl import ubl
from domain.papers.paper import TaxCategory
from tests.papers.building import line, paper

MIXED = paper([line(1), line(2, rate="9"), line(3, category=TaxCategory.REVERSE_CHARGE)])

SPOILT = [
    (">EUR<", ">EUX<"),
    (">NL<", ">XX<"),
    (">S<", ">Q<"),
    (">380<", ">999<"),
    (">58<", ">0<"),
    ('"HUR"', '"HOURS"'),
    ('"0106"', '"9999"'),
    (">21<", ">-1<"),
    (">25.00<", ">25.001<"),
    ("VATEX-EU-AE", "VATEX-NO"),
    ("Amsterdam", ""),
    ("RegistrationName>Contoso N.V.", "RegistrationName>"),
]


@pytest.fixture(scope="module")
def processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


def failed(report: str) -> list[tuple[str | None, ...]]:
    root = etree.fromstring(report.encode())
    return [
        (each.tag, each.get("id"), each.get("flag"), each.get("location"))
        for each in root.iter("{*}failed-assert", "{*}successful-report")
    ]


@pytest.mark.parametrize("standard", [CII, UBL_INVOICE], ids=lambda each: each.root)
def test_they_find_the_same_in_the_same_places(
    standard: Standard, processor: PySaxonProcessor
) -> None:
    rules = shipped(standard.rules)
    as_shipped = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
    good = (cii if standard is CII else ubl)(MIXED).decode()
    documents = [good, *(good.replace(*spoiling) for spoiling in SPOILT)]
    documents += [re.sub("<([a-z]+:ID)>2026-0017</\\1>", r"<\1/>", good)]

    found = [failed(report(rules, each)) for each in documents]
    assert found == [
        failed(as_shipped.transform_to_string(xdm_node=processor.parse_xml(xml_text=each)))
        for each in documents
    ]
    assert [each for each in found[0] if each[2] != "warning"] == []
    assert len([each for each in found if each]) >= 10
