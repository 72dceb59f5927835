"""Converts what was typed into the form to a draft, and back. Nothing typed is judged, or lost.

A field's name is its place in the draft with dots (`company.address.line1`). Empty is absent.
Fields of a draft that this form lacks (from a file, say) stay as they are.
"""

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from console.customer.form_layout import FIELDS, Field, Kind

Typed = Mapping[str, str]
"""What was typed, by the field's name."""

CONFIRMATION = "company.tax_id_confirmed"
"""A box that is ticked for a tax id that does not check out, and is right nevertheless."""

_ALWAYS = (("company",), ("company", "address"), ("contact",), ("credit",), ("scope",))
"""Blocks that are there even if empty, so that every field that is missing in them is named."""


def draft_of(typed: Typed, base: Mapping[str, Any]) -> dict[str, Any]:
    """The draft of what was typed, with the base's other fields."""
    draft = deepcopy(dict(base))
    for name, field in FIELDS.items():
        _put(draft, name.split("."), _value_of(field, typed))
    for *outer, block in _ALWAYS:
        within = _at(draft, outer)
        if not isinstance(within.get(block), dict):
            within[block] = {}
    _put_confirmation(draft["company"], typed)
    if not draft.get("core_quota"):
        draft.pop("core_quota", None)
    return draft


def typed_of(draft: Mapping[str, Any]) -> dict[str, str]:
    """The text of each field when the form shows this draft."""
    return {name: _text_of(_at(draft, name.split("."))) for name in FIELDS}


def mark_of(draft: Mapping[str, Any] | None) -> str:
    """A mark that differs for different drafts; empty without one."""
    if draft is None:
        return ""
    written = json.dumps(draft, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, str]:
    """The fields in which two drafts differ, with what the other one says."""
    mine, theirs = typed_of(one), typed_of(other)
    return {name: theirs[name] for name in FIELDS if mine[name] != theirs[name]}


def _put_confirmation(company: dict[str, Any], typed: Typed) -> None:
    """A tick confirms the tax id; without one nothing is stored of it."""
    if typed.get(CONFIRMATION):
        company["tax_id_confirmed"] = True
    else:
        company.pop("tax_id_confirmed", None)


def _value_of(field: Field, typed: Typed) -> str | list[str] | None:
    text = typed.get(field.name, "").replace("\r\n", "\n")
    if field.kind is Kind.LIST:
        return [line.strip() for line in text.split("\n") if line.strip()] or None
    return text if text.strip() else None


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(_text_of(each) for each in value)
    return str(value)


def _at(draft: Any, path: list[str]) -> Any:
    for name in path:
        draft = draft.get(name) if isinstance(draft, Mapping) else None
    return draft


def _put(draft: dict[str, Any], path: list[str], value: Any) -> None:
    """Sets a field, or takes it away, unless the draft says the same in another way already."""
    *blocks, last = path
    for name in blocks:
        inner = draft.get(name)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = draft[name] = {}
        draft = inner
    if value is None:
        draft.pop(last, None)
    elif _text_of(draft.get(last)) != _text_of(value):
        draft[last] = value
