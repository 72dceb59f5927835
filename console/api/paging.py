"""Where the next page of a list begins, alike for every list."""

from typing import Annotated

from fastapi import Query, Request, Response

After = Annotated[
    str | None,
    Query(
        max_length=300,
        pattern="^[A-Za-z0-9_=./~-]+$",
        description="Where this page begins: what the page before named as its next.",
    ),
]


def says_next(request: Request, response: Response, following: str | None) -> None:
    """Names the next page in `X-Next`, and its address in `Link` (`rel="next"`)."""
    if following is None:
        return
    address = request.url.include_query_params(after=following)
    response.headers["X-Next"] = following
    response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
