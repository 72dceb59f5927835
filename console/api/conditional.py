"""Answers that are not sent again to who has them: `ETag` and `If-None-Match`."""

import re
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Header, Request, Response

_EACH = re.compile(r'(W/)?"([!#-~]{0,100})"')

IfNoneMatch = Annotated[
    str | None,
    Header(
        max_length=1000,
        description="The `ETag` of an answer that you have: 304, without a body, while it is the"
        " same.",
        examples=['"9f86d081884c7d659a2f"'],
    ),
]
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is as the answer that `If-None-Match` names."}
}
"""Of the operations that read one thing: `unless_known` looks at their answers."""


def tags_in(header: str) -> list[tuple[str, str]]:
    """Each tag in `If-Match` or `If-None-Match`; what is before it is empty unless it is weak."""
    return _EACH.findall(header)


def unless_known(request: Request, answer: Response) -> Response:
    """The answer with its tag, or nothing but the tag where the caller has it. A tag that is there
    already, of a version, stands before the answer's own."""
    if answer.status_code != 200:
        return answer
    own = sha256(bytes(answer.body)).hexdigest()[:20]
    version = answer.headers.get("etag", "").strip('"')
    tag = f'"{version}.{own}"' if version else f'"{own}"'
    answer.headers["ETag"] = tag
    asked = request.headers.get("if-none-match", "")
    if asked.strip() == "*" or tag.strip('"') in {each for _, each in tags_in(asked)}:
        return Response(status_code=304, headers={"ETag": tag})
    return answer
