"""Where stored data is read by today's code: each place with the type that it is read as."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from pydantic import BaseModel
from temporalio import activity, workflow

import activities
import adapters
import application
from domain.invoices.policy import InvoicePolicy
from domain.notices import Notice
from engine.workers import WORKFLOWS
from tests.naming import ROOT

_IN_THE_LEDGER = {
    "ledger.outbox.notice": Notice,
    "ledger.invoices.policy": InvoicePolicy,
}
_ANSWER = re.compile(r"\b(\w+)\.model_validate\((?:stored|through\.answer)\)")


@cache
def workflow_definitions() -> tuple[workflow._Definition, ...]:
    return tuple(workflow._Definition.must_from_class(each) for each in WORKFLOWS)


@cache
def activity_definitions() -> tuple[activity._Definition, ...]:
    found = {}
    for module in modules_of(activities):
        for _, holder in inspect.getmembers(module, inspect.isclass):
            for _, method in inspect.getmembers(holder, inspect.isfunction):
                definition = activity._Definition.from_callable(method)
                if definition and definition.name:
                    found[definition.name] = definition
    return tuple(found.values())


@cache
def places() -> dict[str, Any]:
    """Each place where something stored is read, with the type that it is read as."""
    found: dict[str, Any] = {}
    for each in workflow_definitions():
        found |= _both(f"workflow.{each.name}", each.arg_types, each.ret_type)
        for update in each.updates.values():
            found |= _both(f"update.{each.name}.{update.name}", update.arg_types, update.ret_type)
        for signal in each.signals.values():
            found |= _both(f"signal.{each.name}.{signal.name}", signal.arg_types, None)
        for query in each.queries.values():
            found |= _both(f"query.{each.name}.{query.name}", query.arg_types, query.ret_type)
    for step in activity_definitions():
        found |= _both(f"activity.{step.name}", step.arg_types, step.ret_type)
    return found | {f"effect.{each.__name__}": each for each in _effects()} | _IN_THE_LEDGER


def _both(place: str, arguments: list[type] | None, result: Any) -> Iterator[tuple[str, Any]]:
    types = [each for each in arguments or () if each is not inspect.Parameter.empty]
    for each in types:
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
