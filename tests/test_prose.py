"""Whatever prose names in backticks exists: files, commands, options, settings, identifiers.

Prose is the pages in Markdown, the comments in examples, and every docstring and comment in code.
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from cli.commands import AREAS
from files.environment import known_variables
from tests.naming import ROOT, files, known_names, members, modules

_SPAN = re.compile(r"(?<![`\w])`([^`\n]+)`(?![`\w])")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"[\w.-]+(?:/[\w.*-]+)*/?")
_ENDINGS = (".py", ".md", ".yaml", ".yml", ".toml", ".json", ".sh", ".css", ".js", ".html", ".lock")
_COMMENTED = (".yaml", ".yml", ".py", ".toml", ".sh", ".po")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_VARIABLE = re.compile(r"\b(?:PAYBYINVOICE|TEMPORAL)_[A-Z0-9_]*\*?")
_VALUE = re.compile(r': *"[^"]*"')
_NAME = re.compile(r"[A-Za-z_]\w*")
_PYTHON = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\(.*\))?|[A-Za-z_]\w* ?[=:] ?.+")
_FOREIGN = ("docker ", "temporal ", "source ", "pip ", "git ", ".venv/bin/")

SOMEBODY_ELSES = {
    # Libraries and tools, where we set or read something of theirs and never name it in code.
    "temporal_activity_execution_failed": "a metric of the Temporal SDK",
    "temporal_worker_task_slots_available": "a metric of the Temporal SDK",
    "temporal_workflow_task_execution_failed": "a metric of the Temporal SDK",
    "temporal_workflow_task_schedule_to_start_latency_seconds": "a metric of the Temporal SDK",
    **dict.fromkeys(
        (
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_RESOURCE_ATTRIBUTES",
            "OTEL_SERVICE_NAME",
            "OTEL_TRACES_SAMPLER",
            "OTEL_TRACES_SAMPLER_ARG",
        ),
        "a variable of OpenTelemetry",
    ),
    "SSL_CERT_FILE": "a variable of OpenSSL",
    "RunWorkflow": "a span of the Temporal SDK",
    "preexec_fn": "a parameter of subprocess",
    "--hypothesis-profile=exploring": "an option of pytest, by Hypothesis",
    "--noconftest": "an option of pytest",
    "--scale worker-production=3": "an option of Docker Compose",
    "realm_access.roles": "a claim of Keycloak's tokens",
    "msgid_plural": "a keyword of gettext's files",
    "msgstr": "a keyword of gettext's files",
    "INTEGER": "a type of SQL",
    "img": "an element of HTML",
    # Examples of what people write.
    "PAYBYINVOICE_SMTP_ULR": "a variable that is misspelt",
    '_E12 = Rule("E12", Severity.FIX)': "a rule that somebody may add",
    "pt_BR.po": "a language that somebody may add",
    "Tbk": "a mark of Indonesian companies",
    "St": "a short word in addresses",
    "u": "a letter",
    "abcabcabc": "a password",
    "IVA00743110157": "a tax number",
    "onmicrosoft.com": "a mail domain",
    "amazon.co.jp": "a mail domain",
    "blogspot.de": "a host",
    "github.io": "a host",
    "__": "what stands for a dot in the names of fields that tests send",
    "ill": "a file that a test makes",
}
"""What is said in backticks and is not ours to define, with the reason."""

_IDS = ("invoice/", "pay-by-invoice/", "request/run")
_MEDIA_TYPES = ("application/", "image/")


class Said(NamedTuple):
    where: str
    span: str


def prose() -> Iterator[Said]:
    for path in files():
        name = str(path.relative_to(ROOT))
        if path.suffix == ".md":
            text = _FENCE.sub("", path.read_text(encoding="utf-8"))
            yield from (Said(name, span) for span in _SPAN.findall(text))
        elif path.suffix in _COMMENTED or path.name == "Makefile":
            for line in path.read_text(encoding="utf-8").splitlines():
                if "`" in line and re.match(r"\s*#|.*\s#\s", line):
                    comment = line[line.index("#") :]
                    yield from (Said(name, span) for span in _SPAN.findall(comment))
    for name, module in modules().items():
        for text in module.texts:
            yield from (Said(name, span) for span in _SPAN.findall(text.replace("``", "")))


def is_there(said: Said) -> bool:
    span = said.span.strip()
    if span in SOMEBODY_ELSES or span.startswith((*_FOREIGN, *_IDS, *_MEDIA_TYPES)):
        return True
    return all(_checks(said.where, span))


def _checks(where: str, span: str) -> Iterator[bool]:
    yield all(_is_variable(each) for each in _VARIABLE.findall(span))
    yield all(option in _options() for option in _OPTION.findall(span))
    if span.startswith("make "):
        yield span.split()[1] in _targets()
    elif " " in span and span.removeprefix("python starter.py ").split()[0] in _first_words():
        yield _is_command(span.removeprefix("python starter.py "))
    elif _PATH.fullmatch(span) and ("/" in span or span.endswith(_ENDINGS)):
        yield _is_path(where, span)
    elif span.startswith("{"):
        yield all(map(_is_name, _NAME.findall(_VALUE.sub("", span))))
    elif _VARIABLE.fullmatch(span.partition("=")[0]) or _OPTION.match(span):
        return
    elif span.endswith("…") and _NAME.fullmatch(span[:-1]):
        yield any(name.startswith(span[:-1]) for name in known_names())
    elif _PYTHON.fullmatch(span):
        yield _is_python(span)


def _is_variable(name: str) -> bool:
    if name.endswith(("*", "_")):
        return any(each.startswith(name.rstrip("*")) for each in known_variables())
    return name in known_variables()


@cache
def _options() -> frozenset[str]:
    """Those that code spells out, and those that commands have from their parameters."""
    ours = {name: each for name, each in modules().items() if not name.startswith("tests.")}
    spelled = {text for each in ours.values() for text in each.names if text.startswith("--")}
    commands = (each for module, each in ours.items() if module.startswith("cli."))
    made = {f"--{name.replace('_', '-')}" for each in commands for name in each.parameters}
    return frozenset(spelled | made)


@cache
def _targets() -> frozenset[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@cache
def _commands() -> frozenset[str]:
    return frozenset(each.name for area in AREAS.values() for each in area)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(each.split()[0] for each in _commands())


def _is_command(span: str) -> bool:
    words = span.split()
    if words[-1] == "…":
        return any(name.startswith(" ".join(words[:-1])) for name in _commands())
    return any(" ".join(words[:count]) in _commands() for count in range(1, len(words) + 1))


def _is_path(where: str, span: str) -> bool:
    if span.startswith("var/"):
        return True
    beside = ROOT / (where.replace(".", "/") if where in modules() else where)
    folders = (ROOT, beside.parent)
    return any(any(each.glob(span)) if "*" in span else (each / span).exists() for each in folders)


def _is_python(span: str) -> bool:
    try:
        (statement,) = ast.parse(span.replace("…", "..."), mode="exec").body
    except (SyntaxError, ValueError):
        return True
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.BinOp):
        return True
    inner = {id(node.value) for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
    names = [
        ast.unparse(node)
        for node in ast.walk(statement)
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner
    ]
    return all(_is_dotted(name) for name in names)


def _is_dotted(name: str) -> bool:
    parts = re.findall(r"[A-Za-z_]\w*", name)
    for count in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:count])
        if count > 1 and module in modules():
            inner = f"{module}.{parts[count]}" in modules()
            return inner or parts[count] in modules()[module].defined
    if len(parts) > 1 and (of_class := members().get(parts[0])) is not None:
        return parts[1] in of_class
    if len(parts) > 1 and parts[0] in sys.stdlib_module_names:
        return hasattr(importlib.import_module(parts[0]), parts[1])
    return all(_is_name(part) for part in parts)


def _is_name(name: str) -> bool:
    return name in known_names() or (name.isupper() and name.lower() in known_names())


def test_everything_that_prose_names_is_there() -> None:
    missing = sorted({said for said in prose() if not is_there(said)})
    assert not missing, "\n".join(f"{said.where}: `{said.span}`" for said in missing)


@pytest.mark.parametrize(
    "span",
    [
        "domain/rules/no_such_rule.py",
        "adapters/legder/",
        "no_such_function(...)",
        "RequestClient.sent",
        "domain.values.money.Monney",
        "domain.monney",
        "NoSuchClass",
        "may_never_…",
        "--no-such-option",
        "account impotr FILE",
        "access keys create",
        "make everything",
        "PAYBYINVOICE_DATABASE_ULR",
        "PAYBYINVOICE_OIDK_*",
        "{request, run, no_such_column}",
        "sys.no_such_thing",
    ],
)
def test_what_is_not_there_is_found(span: str) -> None:
    assert not is_there(Said("docs/design.md", span))


def test_nothing_is_excused_that_nobody_says() -> None:
    assert set(SOMEBODY_ELSES) <= {said.span for said in prose()}
