"""Commands and pages say nothing by themselves: what people read is in the catalogues, or data."""

from pathlib import Path

import pytest

from cli.commands import AREAS
from tests.wording.sentences import literal_words

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    str(folder.relative_to(ROOT))
    for part in ("cli", "console", "wording")
    for folder in (ROOT / part, *(ROOT / part).rglob("*"))
    if folder.is_dir() and any(folder.glob("*.py"))
)

ARE_DATA = {
    "cli/help.py": "help: what explains the program",
    "console/door/headers.py": "what browsers read",
    "console/api/description.py": "what explains the API",
    "console/api/documented_refusals.py": "what explains the API",
    "console/api/examples.py": "what explains the API",
    "cli/samples/companies.py": "what customers write",
    "cli/samples/lives.py": "what customers and our people write",
    "cli/samples/receivables.py": "what customers and our people write",
}
"""Files whose texts are no words of ours, and why."""
NOT_WORDS = {
    **dict.fromkeys(
        ("key create", "key revoke", "link create", "link mail", "link revoke"),
        "the name of an operation, under which a key is kept",
    ),
    "personal data": "a tag of the API's operations",
    **{area: "a head of the help's overview" for area in AREAS if " " in area},
    "not compared": "a code, which a page's class has as well",
    "no decimals to put right in …": "an error of ours",
    **dict.fromkeys(
        ("The address cannot be read.", "We stay with direct debit."),
        "what people of the demo write",
    ),
    "Bearer …": "a header of HTTP",
    "command line": "a way in, as the access log has it",
    "starter.py …": "the name of a span",
    "…, … UTC": "a moment",
    "… UTC": "a moment",
    "… MB": "an amount with its unit",
    "session …": "the name of a session, in the access log",
    "from …": "the name of a caller who is not known",
    "authorization, content-type, x-namespace": "names of headers",
    "Mac OS": "what a browser calls the system that it runs on",
    "code verifier": "what a secret is derived for",
    "the issuer calls itself otherwise": "an error of ours",
    **dict.fromkeys(
        ("credit team", "legal team", "billing team"),
        "who acted, for programs; pages word it in the customer's language",
    ),
    'temporal workflow delete --query "…"': "a command of Temporal, to be typed",
}
"""Texts that are no words, and what they are instead."""


def own_words(file: Path) -> list[str]:
    return [said for said in literal_words(file.read_text("utf-8")) if said not in NOT_WORDS]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_has_words_of_its_own(folder: str) -> None:
    files = {str(file.relative_to(ROOT)): file for file in sorted((ROOT / folder).glob("*.py"))}
    said = {
        name: words
        for name, file in files.items()
        if name not in ARE_DATA and (words := own_words(file))
    }

    assert said == {}


def test_nothing_is_excused_that_is_not_said() -> None:
    said = {
        name: literal_words((ROOT / name).read_text("utf-8"))
        for folder in FOLDERS
        for name in (str(file.relative_to(ROOT)) for file in (ROOT / folder).glob("*.py"))
    }

    assert {name for name in ARE_DATA if not said.get(name)} == set()
    assert NOT_WORDS.keys() <= {words for each in said.values() for words in each}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("refuse('--reason', 'Say why.', 'missing')", ["Say why."]),
        ("refuse('--reason', staff_words()('limit.why'), 'missing')", []),
        ('f"{n} were {what}, and {word(\'no more\')}."', ["… were …, and ….", "no more"]),
        ("said = 'Done.' + f' It took {n} days'", ["Done. It took … days"]),
        ("said += f' of {amount}'", [" of …"]),
        ("text.append(f'resend {key}')\ntext.append(f'invoice pay {n} --amount AMOUNT')", []),
        ("text.append(f'check {form} again')", ["check … again"]),
        ("Text('Credit', 'bold')\ntext.append('Late', 'red')", ["Credit", "Late"]),
        ("built.add_row('yes' if taken else 'no')", ["yes", "no"]),
        ("names.append('state')\ncolumns = ('state', 'for_whom')", []),
        ("def show(state: Annotated[str, Parameter(help='Which state.')]) -> None: ...", []),
        ("def show(why: str = 'Not given') -> None:\n    '''Shows why.'''", ["Not given"]),
        ("Limit = Annotated[int, Query(description='At most so many.')]", []),
        ("ANSWER = {'description': 'It is new.', 'title': 'Not new'}", ["Not new"]),
        ("headers = ['attachment; filename=\"a b\"', 'text/csv; charset=utf-8']", []),
        ("Markup('<p class=\"late\">{}</p>')\nMarkup('<b>so late</b>')", ["<b>so late</b>"]),
        ("format_date(day, 'd MMMM y')", []),
        ("@router.get('/', summary='List them all')\ndef show() -> None: ...", []),
        ("_log.info('an order was taken')\nraise RuntimeError('no such state')", []),
        ("raise ValueError('Give a whole number.')", ["Give a whole number."]),
        ("Text(name, 'bold red')\nat.strftime('%d %H')\nre.compile('a b')", []),
    ],
)  # fmt: skip
def test_words_are_found_where_people_read_them(source: str, said: list[str]) -> None:
    assert literal_words(source) == said
