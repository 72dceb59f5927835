"""Which invoices an entry names (M1, M3): by our reference, or by their numbers as people write
them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from domain.bank.open_items import Item, OpenItems
from domain.bank.proposals import Evidence, Incoming, Rule, Seen
from domain.bank.statements import ReferenceKind
from domain.bank.texts import (
    SURE_DIGITS,
    SURE_LENGTH,
    Span,
    begun_references,
    possible_digits,
    possible_numbers,
    possible_references,
    squashed,
)
from domain.invoices.new.references import as_reference
from domain.values.national_references import significant

_READ = {
    ReferenceKind.STRUCTURED,
    ReferenceKind.DOCUMENT,
    ReferenceKind.END_TO_END,
    ReferenceKind.CUSTOMER,
}
"""References in which payers write what they pay."""


@dataclass(frozen=True, slots=True)
class Mention:
    item: Item
    rule: Rule
    evidence: Evidence


@dataclass(slots=True)
class Named:
    """The invoices that an entry names, by their numbers."""

    sure: dict[str, Mention] = field(default_factory=dict)
    likely: dict[str, Mention] = field(default_factory=dict)
    """What is written may be something else than this number."""
    unknown: bool = False
    """A reference with right check digits that is none of ours: this money may be for something
    that we do not know."""
    unread: bool = False
    """Something begins as a reference does and is none of ours, mistyped or somebody else's: the
    money may be for that, too."""

    def __bool__(self) -> bool:
        return bool(self.sure or self.likely)

    @property
    def all(self) -> list[Mention]:
        return [*self.sure.values(), *self.likely.values()]

    def note(self, mention: Mention, *, sure: bool) -> None:
        number = mention.item.number
        if sure:
            before = self.sure.get(number)
            if before is None or before.rule is not Rule.REFERENCE:
                self.sure[number] = mention  # what has check digits says more than a number
            self.likely.pop(number, None)
        elif number not in self.sure:
            self.likely.setdefault(number, mention)


def named_in(money: Incoming, items: OpenItems) -> Named:
    """All invoices that the references and the text of this money name."""
    named = Named()
    for reference in money.references:
        if reference.kind in _READ:
            structured = reference.kind is ReferenceKind.STRUCTURED
            _search(reference.text, items, named, structured=structured)
    _search(money.text, items, named, structured=False)
    return named


def _search(text: str, items: OpenItems, named: Named, *, structured: bool) -> None:
    whole = squashed(text)
    if not whole:
        return
    references = [*_references(whole, items)]
    if not references and any(len(each) > SURE_LENGTH for each in _of_others(whole)):
        named.unknown = True
    taken = [span for span, _ in references]
    if any(not _begins_in(start, taken) for start in begun_references(whole)):
        named.unread = True
    for span, item in references:
        named.note(Mention(item, Rule.REFERENCE, Evidence(Seen.REFERENCE, span.text)), sure=True)
    for span, found, in_part in _outermost(_national(text, items), taken):
        taken.append(span)
        sure = len(found) == 1 and (not in_part or (structured and span.text == whole))
        seen = Seen.REFERENCE if sure or not in_part else Seen.NUMBER_IN_PART
        for item in found:
            named.note(Mention(item, Rule.REFERENCE, Evidence(seen, span.text)), sure=sure)
    for span, found, in_part in _outermost(_numbers(text, items), taken):
        checked = _fails_its_check(whole, span)
        sure = not in_part and not checked and len(span.text) >= SURE_LENGTH and len(found) == 1
        seen = Seen.CHECK_FAILS if checked else Seen.NUMBER if sure else Seen.NUMBER_IN_PART
        for item in found:
            named.note(Mention(item, Rule.NUMBER, Evidence(seen, span.text)), sure=sure)


def _references(whole: str, items: OpenItems) -> Iterator[tuple[Span, Item]]:
    """M1: one of ours, whose check digits are right."""
    for span in possible_references(whole):
        item = items.by_reference.get(span.text)
        if item is not None:
            yield span, item


def _begins_in(start: int, spans: list[Span]) -> bool:
    return any(span.start <= start < span.end for span in spans)


def _of_others(whole: str) -> Iterator[str]:
    """References that are right in themselves, up to the end of the text or of a known length."""
    for span in possible_references(whole):
        if span.end == len(whole) and as_reference(span.text) is not None:
            yield span.text


def _national(text: str, items: OpenItems) -> Iterator[tuple[Span, list[Item], bool]]:
    """M1: references of digits alone, and whether one is so short that it may be something else."""
    if items.by_national:
        for span in possible_digits(text):
            if found := items.by_national.get(significant(span.text)):
                yield span, found, len(span.text) < SURE_DIGITS


def _numbers(text: str, items: OpenItems) -> Iterator[tuple[Span, list[Item], bool]]:
    """M3: numbers whole, or by their digits alone, and in which of the two ways."""
    for span in possible_numbers(text, items.numbers_begin_with):
        if found := items.by_number.get(span.text):
            yield span, found, False
        elif span.text.isdecimal() and (found := items.by_digits.get(span.text.lstrip("0"))):
            yield span, found, True


def _outermost(
    found: Iterable[tuple[Span, list[Item], bool]], taken: list[Span]
) -> Iterator[tuple[Span, list[Item], bool]]:
    """Without what is only a part of a longer number, or of a reference."""
    known = sorted(found, key=lambda each: (each[0].start, each[0].text))
    spans = [*taken, *(span for span, _, _ in known)]
    for span, items, in_part in known:
        if not any(span.within(other) for other in spans):
            yield span, items, in_part


def _fails_its_check(whole: str, span: Span) -> bool:
    """Whether it stands behind `RF` and two digits, which are then wrong: something of it was
    mistyped, and it may be the number."""
    before = whole[max(0, span.start - 4) : span.start]
    return len(before) == 4 and before.startswith("RF") and before[2:].isdecimal()
