"""How a disk that is full is recognised."""

import errno

CODES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No space, or no more for this user or file."""

_WRITTEN = tuple(f"(os error {code})" for code in CODES)


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room where something would be written. A library that
    passes the system's error on in words alone, as obstore does, is read by its number in them."""
    if isinstance(error, OSError):
        return error.errno in CODES
    return any(each in str(error) for each in _WRITTEN)
