"""The credit application as a file, with the statements that it may name."""

from pathlib import Path

from cli.running import requests
from cli.usage import problem
from domain.errors import InvalidFile
from domain.forms.documents import StoredDocument
from domain.requests.credit_application import CreditApplication
from wording.catalogue import staff_words


async def application_in(
    path: Path, request: str
) -> tuple[CreditApplication, StoredDocument | None]:
    """The application in a file, and its financial statements once they are uploaded.

    Raises:
        InvalidFile: with every problem of the application, a missing statement among them.
    """
    application, statements = _read(path)
    if statements is None:
        return application, None
    async with requests() as client:
        return application, await client.upload(request, statements)


def _read(path: Path) -> tuple[CreditApplication, Path | None]:
    from pydantic import ValidationError

    from domain.field_problems import problems_of
    from files.reading import read_fields

    document = read_fields(path)
    content = document.content
    problems, application = [], None
    try:
        application = CreditApplication.model_validate(content)
    except ValidationError as invalid:
        problems = problems_of(invalid)
    named = content.get("financial_statements")
    statements = path.parent / named if isinstance(named, str) else None
    if statements is not None and not statements.is_file():
        said = staff_words()("usage.no_such_file")
        problems.append(problem("financial_statements", said, "unreadable"))
    if problems or application is None:
        raise InvalidFile(document.with_lines(problems))
    return application, statements
