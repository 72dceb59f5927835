"""What makes the files of papers, loaded when the first one is made."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from application.papers.files import Press
from domain.papers.policy import PapersPolicy
from release import RELEASE


def press_by(policy: Callable[[], PapersPolicy]) -> Press:
    """What makes files with the logo of the policy. It takes longer to load than everything else
    that a short command does."""
    from adapters.papers.maker import Papers

    def logo() -> bytes | None:
        path = policy().logo
        return Path(path).read_bytes() if path else None

    return Press(Papers(), logo, RELEASE)


def loaded_later(policy: PapersPolicy) -> Callable[[], Press]:
    """Loads it at the first call."""
    return cache(lambda: press_by(lambda: policy))
