"""Schematron rules as compiled stylesheets: compiled once per process, and run in a thread of their
own, since the processor of Saxon belongs to the thread that made it.

The stylesheets are not run as they are shipped. The code lists are parsed once instead of for each
document, and looked up by a key instead of from their beginning; attributes, for which there are no
rules, are not walked through 66 times; and which rules were run is not reported. The rules stay
what they are, which tests compare: with this a check takes less than a third of the time.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

_WHAT_WAS_RUN = re.compile(
    r"<svrl:fired-rule [^>]*/>|<svrl:active-pattern>.*?</svrl:active-pattern>", re.DOTALL
)
_ALSO_ATTRIBUTES = re.compile(r'(<xsl:apply-templates mode="M\d+" select=")@\*\|\*"')
_LOOKED_UP = re.compile(
    r"document\('(?P<file>[\w.-]+)'\)/codedb/cl\[@id=(?P<list>\d+)\]"
    r"/enumeration\[@value=\$(?P<value>\w+)\]"
)
_BY_KEY = r"key('code', concat('\g<list> ', $\g<value>), $code-lists)"
_KEY = """
<xsl:param name="code-lists"/>
<xsl:key name="code" match="enumeration" use="concat(../@id, ' ', @value)"/>
"""
_FIRST = re.compile(r"<xsl:stylesheet\b[^>]*>")


def report(rules: Path, content: str) -> str:
    """The report (SVRL) of a stylesheet of rules on a document."""
    return _thread().submit(_reported, rules, content).result()


def compile_rules(rules: Path) -> None:
    _thread().submit(_compiled, rules).result()


def tuned(text: str) -> str:
    """The stylesheet with the same rules, which runs faster. It has a parameter `code-lists` for
    the document of those that it looks codes up in."""
    text = _WHAT_WAS_RUN.sub("", text)
    text = _ALSO_ATTRIBUTES.sub(r'\1*"', text)
    return _FIRST.sub(lambda found: found[0] + _KEY, _LOOKED_UP.sub(_BY_KEY, text), count=1)


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="e-invoice-rules")


@cache
def _processor() -> Any:
    from saxonche import PySaxonProcessor

    return PySaxonProcessor(license=False)


@cache
def _compiled(rules: Path) -> Any:
    text = rules.read_text("utf-8")
    compiled = _processor().new_xslt30_processor().compile_stylesheet(stylesheet_text=tuned(text))
    if lists := _LOOKED_UP.search(text):
        document = _processor().parse_xml(xml_file_name=str(rules.parent / lists["file"]))
        compiled.set_parameter("code-lists", document)
    return compiled


def _reported(rules: Path, content: str) -> str:
    document = _processor().parse_xml(xml_text=content)
    return str(_compiled(rules).transform_to_string(xdm_node=document))
