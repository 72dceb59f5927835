"""The page of a refusal: in the customers' words for customers, and for those who are not signed in
and read Dutch; in the refusal's own words for others."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from console.access import actor_of
from console.templating import language_of, render
from engine.observing import request_ids
from wording.catalogue import words_in


def refusal_page(
    request: Request,
    status: HTTPStatus,
    code: str,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    /,
    **values: object,
) -> Response:
    """A refusal as a page, in the reader's language as far as that is known.

    Args:
        code: by which customers' words for it are found, in `refusal`.
        sentence: the refusal's own, in English. It may name a colleague: nobody known to be a
            customer reads it.
        values: what the customers' words name.
    """
    actor, language = actor_of(request), language_of(request)
    words = words_in(language)
    if language == "en" and (actor is None or not actor.is_customer):
        title, said = status.phrase, sentence
    else:
        title, said = words("refused.title"), words.of("refusal", code, **values)
    return render(
        request,
        "error.html",
        status=status,
        headers=headers,
        title=title,
        said=said,
        way_back=words("refused.back"),
        # The page must not differ by what was asked for.
        back="/my",
        # The sentence itself says it, where it names a number.
        number=None
        if "number" in values
        else words("refused.number", number=request_ids.current()),
    )
