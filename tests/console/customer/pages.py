"""A page as somebody without scripts has it: what it says, and the forms that it offers."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

_VOID = frozenset({"input", "link", "meta", "br", "hr", "img"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that it says, blanks as one."""
        said = (each if isinstance(each, str) else each.text for each in self.inside)
        return " ".join(" ".join(said).split())

    def all(self, *tags: str, **attributes: str) -> "list[Element]":
        """The elements below of these kinds, with these attributes."""
        found: list[Element] = []
        for each in self.inside:
            if isinstance(each, str):
                continue
            named = {name.replace("_", "-").strip("-"): value for name, value in attributes.items()}
            fits = all(each.attributes.get(name) == value for name, value in named.items())
            if (not tags or each.tag in tags) and fits:
                found.append(each)
            found += each.all(*tags, **attributes)
        return found

    def classed(self, name: str) -> "list[Element]":
        return [each for each in self.all() if name in each.attributes.get("class", "").split()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


class Page:
    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.path = answer.url.path
        self.html = answer.text
        reader = _Reader()
        reader.feed(answer.text)
        self.root = reader.root

    @property
    def says(self) -> str:
        return self.root.text

    @property
    def csrf(self) -> str | None:
        bodies = self.root.all("body")
        return bodies[0].attributes.get("data-csrf") if bodies else None

    @property
    def alerts(self) -> str:
        return " ".join(each.text for each in self.root.all(role="alert"))

    def problem_at(self, name: str) -> str:
        """The problem shown at the field of this name."""
        fields = [each for each in self.root.all() if each.attributes.get("name") == name]
        described = {
            id
            for each in (*fields, *self.root.all("fieldset"))
            if each in fields or any(inner in fields for inner in each.all())
            for id in each.attributes.get("aria-describedby", "").split()
        }
        problems = list(self.root.classed("problem"))
        return " ".join(each.text for each in problems if each.attributes.get("id") in described)

    def box(self, name: str) -> str:
        """What the box of this name says when it is ticked."""
        (found,) = self.root.all("input", name=name, type="checkbox")
        return found.attributes["value"]

    def form(self, action: str) -> dict[str, str]:
        """What the form that leads there would send unchanged, without its buttons."""
        for each in self.root.all("form"):
            actions = [each.attributes.get("action")]
            actions += [button.attributes.get("formaction") for button in each.all("button")]
            if action in actions:
                return dict(_sent_by(each))
        raise AssertionError(f"no form on this page leads to {action}")


def _sent_by(form: Element) -> list[tuple[str, str]]:
    sent = []
    for each in form.all("input", "select", "textarea"):
        name, kind = each.attributes.get("name"), each.attributes.get("type", "text")
        if name is None or kind == "file":
            continue
        if kind in ("radio", "checkbox"):
            if "checked" in each.attributes:
                sent.append((name, each.attributes.get("value", "on")))
        elif each.tag == "input":
            sent.append((name, each.attributes.get("value", "")))
        elif each.tag == "textarea":
            written = "".join(part for part in each.inside if isinstance(part, str))
            sent.append((name, written.removeprefix("\n")))
        else:
            options = each.all("option")
            chosen = [option for option in options if "selected" in option.attributes]
            value = (chosen or options)[0].attributes.get("value", "")
            sent.append((name, value))
    return sent
