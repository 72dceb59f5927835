"""Tables of the documentation, generated from the code: rules, deadlines, refusals, settings."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from types import ModuleType

from adapters.ledger.personal_data import IN_CLEAR, SEALED
from domain import errors
from domain.policy import Deadline, Policy
from domain.rules import company_identity, eligibility, sign_ins, switch_rules, track_record
from domain.rules.rule import Rule
from settings import Settings


def _place(code: str) -> tuple[str, int]:
    """`E4` before `E10`, and the rules of the switch last."""
    return code[:1], int(code[1:]) if code[1:].isdigit() else 0


def rules() -> str:
    """Every rule with its sentence, and with its sources from its docstring, in order."""
    modules = (eligibility, sign_ins, company_identity, track_record, switch_rules)
    severities = {
        rule.code: rule.severity
        for module in modules
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    }
    sentences = {code: rest for module in modules for code, *rest in _rule_docstrings(module)}
    rows = [
        (code, sentences[code][1], severity.replace("_", " "), sentences[code][0])
        for code, severity in sorted(severities.items(), key=lambda each: _place(each[0]))
        if code in sentences
    ]
    return _table(("rule", "says", "leads to", "source"), rows)


_RULE = re.compile(r"(?P<code>[ES]\d+) \((?P<sources>[^)]*)\): (?P<says>.+?)(?:\.(?:\s|$)|$)")


def _rule_docstrings(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    for _, function in inspect.getmembers(module, inspect.isfunction):
        text = " ".join((inspect.getdoc(function) or "").split())
        if function.__module__ == module.__name__ and (found := _RULE.match(text)):
            says = found["says"]
            yield found["code"], found["sources"], says[0].upper() + says[1:]


def deadlines() -> str:
    """Every deadline and what happens then; the days are those of the built-in policy."""
    policy = Policy()
    rows: list[tuple[str, Deadline, str]] = [
        ("submit a draft", policy.draft, "lapses: `abandoned`"),
        ("put right what a rule found", policy.fix, "lapses: `no_answer`"),
        ("return the credit application", policy.credit.application, "lapses: `no_answer`"),
        ("answer the credit analyst", policy.credit.more_information, "lapses: `no_answer`"),
        ("provide a deposit or letter of credit", policy.credit.security, "goes to the analyst"),
        ("send legal documents", policy.documents.deadline, "goes to the verifier"),
        ("use an approval", policy.approval, "lapses: `approval_not_used`"),
    ]
    return _table(
        ("the customer has to", "within", "reminders before", "after that the request"),
        [(what, f"{each.days} days", _days(each), then) for what, each, then in rows],
    )


def _days(deadline: Deadline) -> str:
    *most, last = [str(days) for days in deadline.remind_before]
    return f"{', '.join(most)} and {last} days" if most else f"{last} days"


def refusals() -> str:
    """Every code that a refusal can have."""
    kinds = sorted(_kinds_below(errors.DomainError), key=lambda kind: kind.code)
    return _table(
        ("code", "exit status", "means"),
        [(f"`{kind.code}`", _exit_status(kind), _first_sentence(kind)) for kind in kinds],
    )


def _kinds_below(kind: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield each
            yield from _kinds_below(each)


def _exit_status(kind: type[errors.DomainError]) -> str:
    if issubclass(kind, errors.InvalidFile):
        return "2"
    return "3" if issubclass(kind, errors.ServiceUnreachable) else "1"


def _first_sentence(kind: type[errors.DomainError]) -> str:
    text = " ".join((kind.__doc__ or kind.code.capitalize().replace("_", " ")).split())
    return re.split(r"(?<=\.) ", text)[0].rstrip(".")


def settings() -> str:
    """Every variable of the environment, with the docstring of its setting."""
    (definition,) = ast.parse(inspect.getsource(Settings)).body
    explained = dict(attribute_docstrings(definition))
    rows = []
    for name, field in Settings.model_fields.items():
        patterns = [found for each in field.metadata if (found := getattr(each, "pattern", None))]
        choices = f"One of {patterns[0].strip('^$()').replace('|', ', ')}." if patterns else ""
        usual = field.get_default(call_default_factory=True, validated_data={})
        default = "" if usual is None or usual == {} else f"`{usual}`"
        rows.append((f"`PAYBYINVOICE_{name.upper()}`", default, explained.get(name) or choices))
    return _table(("variable", "default", "what it decides"), rows)


def personal_data() -> str:
    """What the ledger has of people, by table, and how it is kept."""
    rows = [*_columns("sealed with the account's key", SEALED)]
    for why, which in IN_CLEAR.items():
        rows += _columns(f"in clear: {why}", which)
    return _table(("kept", "table", "columns"), rows)


def _columns(how: str, which: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """A row for each table; how they are kept stands in the first."""
    for at, (table, names) in enumerate(which.items()):
        yield "" if at else how, f"`{table}`", ", ".join(names.split())


def attribute_docstrings(definition: ast.stmt) -> Iterator[tuple[str, str]]:
    """Of a class: the names of its fields, and what stands below each in the code."""
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for attribute, text in pairwise(body):
        if not (isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name)):
            continue
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            yield attribute.target.id, " ".join(str(text.value.value).split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    escaped = ([cell.replace("|", r"\|") for cell in cells] for cells in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in escaped)
