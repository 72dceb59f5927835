"""Reads a page of Prometheus' metrics in tests."""

import asyncio
import re
import urllib.request

_LINE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
_LABEL = re.compile(r'(\w+)="([^"]*)"')
_OF_THE_CORE = "service_name"
"""What the core labels everything with."""


def metrics_at(address: str) -> dict[str, float]:
    """Each as `name{label=value}`, labels in order."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        lines = str(answer.read(), "utf-8").splitlines()
    found = {}
    for name, labels, value in (match.groups() for line in lines if (match := _LINE.match(line))):
        said = sorted(each for each in _LABEL.findall(labels or "") if each[0] != _OF_THE_CORE)
        inside = ",".join(f"{label}={text}" for label, text in said)
        found[f"{name}{{{inside}}}" if inside else name] = float(value)
    return found


async def scraped(address: str) -> dict[str, float]:
    return await asyncio.to_thread(metrics_at, address)
