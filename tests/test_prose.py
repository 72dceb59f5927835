"""Whatever prose names in backticks exists: files, commands, options, settings, identifiers.

Prose is the pages in Markdown, the comments in examples, and every docstring and comment in code.
"""

import ast
import importlib
import mimetypes
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, get_args

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from adapters.ledger.tables import metadata
from cli.commands import AREAS
from console.app import PARTS
from domain.forms.form import RequestForm
from domain.invoices.messages import DeclareWire
from domain.policy_file import WholePolicy
from files.environment import known_variables
from settings import Settings
from tests.naming import ROOT, files, is_of_tests, known_names, literals, members, modules
from wording.catalogue import staff_words, words_in

_SPAN = re.compile(r"(?<![`\w])`([^`\n]+)`(?![`\w])")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"python starter\.py [^\s-][^#|>\n]*|^make [a-z]+", re.MULTILINE)
"""What a reader is to type, in a fence."""
_PATH = re.compile(r"[\w.-]+(?:/[\w.*-]+)*/?")
_ENDINGS = (".py", ".md", ".yaml", ".yml", ".toml", ".json", ".sh", ".css", ".js", ".html", ".lock")
_COMMENTED = (".yaml", ".yml", ".py", ".toml", ".sh", ".po")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_VARIABLE = re.compile(r"\b(?:PAYBYINVOICE|TEMPORAL)_[A-Z0-9_]*\*?")
_VALUE = re.compile(r': *"[^"]*"')
_NAME = re.compile(r"[A-Za-z_]\w*")
_PYTHON = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\(.*\))?|[A-Za-z_]\w* ?[=:] ?.+")
_ROUTE = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE|HEAD) )?(/[\w{}./…-]*)")
_ID = re.compile(r"(?:invoice|pay-by-invoice)/(?:<\w+>|…|(?:[A-Z]+|sub)(?:-\w+)*(?:/\d+)?)?")
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
    "/run/secrets": "a folder of Docker's",
    "/tmp": "a folder of the system's",
    "/metrics": "a route of the Temporal SDK",
    "/reminder-3/": "a part of the key of a letter",
    "request/run": "what the key of a letter begins with",
    "/EREF/…/REMI/…": "a field of a SWIFT message",
    "/NAME/value/NAME/value": "a field of a SWIFT message",
    "//host": "what a browser could read as another host",
    "module:function": "where a command's function is",
    "request.app.state.services": "an attribute of Starlette's requests",
    'api.call(Operation("GET", "/reports/overdue"))': "a call of the client that is an example",
    "invoice.number": "what stands in braces in a text of the catalogue",
    "de.po": "a language that somebody may add",
    **dict.fromkeys(
        (
            "a.b.example.com",
            "b.example.com",
            "co.uk",
            "contoso.co.uk",
            "example.com",
            "uk.com",
            "www.contoso.co.uk",
        ),
        "a host",
    ),
}
"""What is said in backticks and is not ours to define, with the reason."""

LIBRARIES = {"fastapi": "fastapi", "workflow": "temporalio.workflow"}
MODELS = (RequestForm, WholePolicy, DeclareWire)
"""Files and messages whose fields prose names."""
_MEDIA_TYPES = {*mimetypes.types_map.values(), "application/problem+json"}


class Said(NamedTuple):
    where: str
    span: str


def prose() -> Iterator[Said]:
    for path in files():
        name = str(path.relative_to(ROOT))
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            for fence in _FENCE.findall(text):
                yield from (Said(name, span.strip()) for span in _TYPED.findall(fence))
            text = _FENCE.sub("", text)
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
    if span in SOMEBODY_ELSES or span in _MEDIA_TYPES or span.startswith(_FOREIGN):
        return True
    if _ID.fullmatch(span):
        return True
    return all(_checks(said.where, span))


def _checks(where: str, span: str) -> Iterator[bool]:
    yield all(_is_variable(each) for each in _VARIABLE.findall(span))
    yield all(option in _options() for option in _OPTION.findall(span))
    if route := _ROUTE.fullmatch(span):
        yield _is_route(route[1], route[2])
    elif span.startswith("make "):
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
    ours = {name: each for name, each in modules().items() if not is_of_tests(name)}
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


def _is_route(method: str | None, path: str) -> bool:
    """A route of the console's, its part below `/api/v1`, or what several begin with."""
    names = re.compile(r"\{[^}]*\}")
    said = {names.sub("{}", path), names.sub("{}", f"/api/v1{path}")}
    if method is None and path.endswith("…"):
        return any(each.startswith(path[:-1]) for each in _routes())
    if method is None and any(each.startswith(f"{path}/") for each in _routes()):
        return True
    there = [_routes()[each] for each in said & _routes().keys()]
    return any(method is None or method in methods for methods in there)


@cache
def _routes() -> dict[str, set[str]]:
    """The methods of every path of the console's, without the names of its parts."""
    app = FastAPI(openapi_url=None)
    app.state.services = None
    for part in PARTS:
        part.install(app, Settings())
    found: dict[str, set[str]] = {}
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"\{[^}]*\}", "{}", str(route.path))
        found.setdefault(path, set()).update(route.methods or ())
    return found


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
    """Whether a module, class, model or library has it, or code holds it as a text."""
    parts = re.findall(r"\w+", name)
    if len(parts) == 1:
        return _is_name(name)
    if ".".join(parts) in literals() or _is_field(parts) or _is_in_a_library(parts):
        return True
    if _is_in_the_catalogue(name):
        return True
    for count in range(len(parts) - 1, 0, -1):
        found = _modules_called(".".join(parts[:count]))
        there = any(_is_in_module(each, parts[count]) for each in found)
        if there or (found and count > 1):
            return there
    classes = (parts[0], "".join(map(str.capitalize, parts[0].split("_"))))
    return any(parts[1] in members().get(each, ()) for each in classes)


def _modules_called(name: str) -> list[str]:
    """The module of this name, or those whose last part it is."""
    if name in modules():
        return [name]
    return [each for each in modules() if each.endswith(f".{name}")]


def _is_in_module(module: str, name: str) -> bool:
    return f"{module}.{name}" in modules() or name in modules()[module].defined


def _is_in_a_library(parts: Sequence[str]) -> bool:
    if parts[0] not in (*sys.stdlib_module_names, *LIBRARIES):
        return False
    library = importlib.import_module(LIBRARIES.get(parts[0], parts[0]))
    return hasattr(library, parts[1]) or f"{parts[0]}.{parts[1]}" in sys.modules


def _is_in_the_catalogue(name: str) -> bool:
    """A key of the words that people read, or a family of keys."""
    return any(f"{key}.".startswith(f"{name}.") for key in (*staff_words(), *words_in("en")))


def _is_field(parts: Sequence[str]) -> bool:
    """`company.tax_id`, `retention.books_years`, `outbox.channel` (a column), `details.code`."""
    if parts[0] == "details":
        return parts[1] in known_names()
    if (table := metadata.tables.get(parts[0])) is not None and parts[1] in table.columns:
        return True
    return any(_has(model, parts) for model in MODELS)


def _has(model: object, parts: Sequence[str]) -> bool:
    """Whether a model has a field of this dotted name, in which a number is a place of a list."""
    if not parts:
        return True
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        inner = [each for each in get_args(model) if each is not type(None)]
        rest = parts[1:] if parts[0].isdigit() else parts
        return any(_has(each, rest) for each in inner)
    field = model.model_fields.get(parts[0])
    return field is not None and (len(parts) == 1 or _has(field.annotation, parts[1:]))


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
        "POST /api/v1/nothing/here",
        "DELETE /health",
        "/api/v1/nothing",
        "application.pay",
        "application/pay",
        "application/pay.py",
        "state.held_up",
        "company.no_such_field",
        "invoices.no_such_column",
        "invoice.no_such_event",
        "details.no_such_detail",
        "nobody.knows",
        "invoice/look",
        "only_a_local",
        "python starter.py bank forget FILE",
    ],
)
def test_what_is_not_there_is_found(span: str) -> None:
    only_a_local = Said("docs/design.md", span)
    assert not is_there(only_a_local)


def test_nothing_is_excused_that_nobody_says() -> None:
    assert set(SOMEBODY_ELSES) <= {said.span for said in prose()}
