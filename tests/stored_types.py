"""Where stored data is read by today's code: each place with the type that it is read as."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

import activities
import adapters
import application
from domain.invoices.policy import InvoicePolicy
from domain.notices import Notice
from domain.requests.life import RequestLife
from domain.requests.snapshot import TimelineEntry
from engine.workers import WORKFLOWS
from tests.naming import ROOT

_IN_THE_LEDGER: dict[str, type[BaseModel]] = {
    "ledger.outbox.notice": Notice,
    "ledger.invoices.policy": InvoicePolicy,
    "ledger.request_lives.life": RequestLife,
    "ledger.request_timeline.entry": TimelineEntry,
}
_ANSWER = re.compile(r"\b(\w+)\.model_validate\((?:stored|through\.answer)\)")


@dataclass(frozen=True)
class Declared:
    """What the engine knows of a function of ours, as its decorator and its types say."""

    name: str
    arguments: tuple[Any, ...]
    result: Any


@dataclass(frozen=True)
class Workflow(Declared):
    """The same of a workflow, whose function is its `run`, with its messages by their names."""

    updates: Mapping[str, Declared]
    signals: Mapping[str, Declared]
    queries: Mapping[str, Declared]


@cache
def workflow_definitions() -> tuple[Workflow, ...]:
    return tuple(
        Workflow(
            _name_in(each, "workflow.defn") or "",
            *_types_of(inspect.getattr_static(each, "run")),
            _declared(each, "workflow.update"),
            _declared(each, "workflow.signal"),
            _declared(each, "workflow.query"),
        )
        for each in WORKFLOWS
    )


@cache
def activity_definitions() -> tuple[Declared, ...]:
    found: dict[str, Declared] = {}
    for module in modules_of(activities):
        for _, holder in inspect.getmembers(module, inspect.isclass):
            if holder.__module__ == module.__name__:
                found |= _declared(holder, "activity.defn")
    return tuple(found.values())


def _declared(holder: type, decorator: str) -> dict[str, Declared]:
    """The methods with this decorator, inherited ones too."""
    methods = [method for _, method in inspect.getmembers(holder, inspect.isfunction)]
    named = {_name_in(method, decorator): method for method in methods}
    return {
        name: Declared(name, *_types_of(method))
        for name, method in named.items()
        if name is not None
    }


def _name_in(declared: Any, decorator: str) -> str | None:
    """The name by which the engine knows it; None without this decorator. The SDK tells nobody."""
    parsed = ast.parse(dedent(inspect.getsource(declared))).body[0]
    assert isinstance(parsed, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    for each in parsed.decorator_list:
        call = each if isinstance(each, ast.Call) else ast.Call(each, [], [])
        if ast.unparse(call.func) == decorator:
            known = vars(importlib.import_module(declared.__module__))
            given = {each.arg: each.value for each in call.keywords}
            name = given.get("name", ast.Constant(declared.__name__))
            return str(eval(ast.unparse(name), known))
    return None


def _types_of(method: Callable[..., Any]) -> tuple[tuple[Any, ...], Any]:
    types = get_type_hints(method)
    result = types.pop("return", None)
    return tuple(types.values()), result


@cache
def places() -> dict[str, Any]:
    """Each place where something stored is read, with the type that it is read as."""
    found: dict[str, Any] = {}
    for each in workflow_definitions():
        found |= _both(f"workflow.{each.name}", each.arguments, each.result)
        for update in each.updates.values():
            found |= _both(f"update.{each.name}.{update.name}", update.arguments, update.result)
        for signal in each.signals.values():
            found |= _both(f"signal.{each.name}.{signal.name}", signal.arguments, None)
        for query in each.queries.values():
            found |= _both(f"query.{each.name}.{query.name}", query.arguments, query.result)
    for step in activity_definitions():
        found |= _both(f"activity.{step.name}", step.arguments, step.result)
    return found | {f"effect.{each.__name__}": each for each in _effects()} | _IN_THE_LEDGER


def _both(place: str, arguments: Iterable[Any], result: Any) -> Iterator[tuple[str, Any]]:
    for each in arguments:
        yield f"{place}.argument", each
    if result not in (None, type(None)):
        yield f"{place}.result", result


def _effects() -> Iterator[Any]:
    """What is read from the answers that the ledger keeps under idempotency keys."""
    for package in (application, adapters):
        for module in modules_of(package):
            for name in _ANSWER.findall(Path(module.__file__ or "").read_text(encoding="utf-8")):
                yield getattr(module, name)


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in each.name:
            yield importlib.import_module(each.name)


def within(types: Iterable[Any]) -> tuple[set[type[BaseModel]], set[type[StrEnum]]]:
    """Every model and every enumeration that these types hold, however deep."""
    seen: dict[int, Any] = {}
    todo = list(types)
    while todo:
        each = todo.pop()
        if id(each) not in seen:
            seen[id(each)] = each
            todo.extend(get_args(each))
            if inspect.isclass(each) and issubclass(each, BaseModel):
                todo.extend(field.annotation for field in each.model_fields.values())
    classes = [each for each in seen.values() if inspect.isclass(each)]
    models = {each for each in classes if issubclass(each, BaseModel)}
    return models, {each for each in classes if issubclass(each, StrEnum)}


def patches() -> set[str]:
    """The names under which changes of workflows stand in histories."""
    return {
        str(node.args[0].value)
        for file in sorted((ROOT / "workflows").glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("patched", "deprecate_patch")
        and isinstance(node.args[0], ast.Constant)
    }
