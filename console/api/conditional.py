"""Answers that are not sent again to who has them: `ETag` and `If-None-Match`."""

import re
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

_EACH = re.compile(r'(W/)?"([!#-~]{0,100})"')

IF_NONE_MATCH: dict[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of an answer that you have: 304, without a body, while it is the"
    " same.",
    "schema": {"type": "string", "examples": ['"9f86d081884c7d659a2f"']},
}
"""What every operation that reads JSON takes, for the description."""
UNCHANGED: dict[str, Any] = {"description": "It is as the answer that `If-None-Match` names."}


def tags_in(header: str) -> list[tuple[str, str]]:
    """Each tag in `If-Match` or `If-None-Match`; what is before it is empty unless it is weak."""
    return _EACH.findall(header)


def unless_known(request: Request, answer: Response) -> Response:
    """The answer with its tag, or nothing but the tag where the caller has it. A tag that is there
    already, of a version, stands before the answer's own. Files and streams have none."""
    is_json = answer.media_type == "application/json" and not isinstance(answer, StreamingResponse)
    if answer.status_code != 200 or not is_json:
        return answer
    own = sha256(bytes(answer.body)).hexdigest()[:20]
    version = answer.headers.get("etag", "").strip('"')
    tag = f'"{version}.{own}"' if version else f'"{own}"'
    answer.headers["ETag"] = tag
    asked = request.headers.get("if-none-match", "")
    if asked.strip() == "*" or tag.strip('"') in {each for _, each in tags_in(asked)}:
        return Response(status_code=304, headers={"ETag": tag})
    return answer
