"""Which letters go with what happened to a request: each once."""

from collections import Counter
from collections.abc import Iterable, Mapping

from domain.notices import NoticeKind as N
from domain.requests.happenings import Happening as H

_LETTERS: Mapping[H, tuple[N, ...]] = {
    H.CREDIT_CHECK: (N.CREDIT_APPLICATION_REQUESTED,),
    H.APPLICATION_RETURNED: (N.CREDIT_REVIEW_STARTED, N.TEAM_CREDIT_REVIEW_WAITING),
    H.DOCUMENTS_ASKED: (N.DOCUMENTS_REQUESTED,),
    H.DOCUMENT_ADDED: (N.TEAM_DOCUMENTS_TO_REVIEW,),
    H.DOCUMENTS_ACCEPTED: (N.DOCUMENTS_ACCEPTED,),
    H.APPROVED: (N.APPROVED,),
    H.SWITCHED: (N.SWITCHED, N.TEAM_SWITCHED),
    H.REJECTED: (N.REJECTED,),
    H.WITHDRAWN: (N.WITHDRAWN,),
    H.LAPSED: (N.LAPSED,),
}
_ABOUT_LETTERS = {N.TEAM_LETTER_NOT_DELIVERED, N.CONFIRM_CONTACT}


def letters_of(happened: Iterable[H]) -> Counter[N]:
    return Counter(kind for each in happened for kind in _LETTERS.get(each, ()))


def of_deeds(letters: Counter[N]) -> Counter[N]:
    """Without those about other letters."""
    return Counter({kind: n for kind, n in letters.items() if kind not in _ABOUT_LETTERS})
