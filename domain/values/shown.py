"""Text that operators read on a workflow's page."""


class Shown(str):
    """It holds no personal data, so it is never sealed: the page says what waits, and until when,
    to everybody who may see it."""

    __slots__ = ()
