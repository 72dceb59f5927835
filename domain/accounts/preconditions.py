"""What must be so of an account before somebody changes it, so that two who do so at the same time
do not overwrite each other; over HTTP the answer to anything else is 412."""

from dataclasses import dataclass

from domain.errors import VersionMismatch


@dataclass(frozen=True)
class Precondition:
    """What must be so of the account that the ledger has."""

    versions: frozenset[str] = frozenset()
    """It is one of these; whatever it is where none is named."""
    known: bool = False
    """There is such an account."""
    new: bool = False
    """There is none yet."""

    def holds(self, present: str | None) -> bool:
        """Whether it is so.

        Args:
            present: The version in the ledger; None without such an account.
        """
        if present is None:
            return not self.known and not self.versions
        return not self.new and (not self.versions or present in self.versions)


NO_PRECONDITION = Precondition()


def mismatch(present: str | None) -> VersionMismatch:
    """The refusal of what does not hold, with the version that the account has."""
    said = "This account was changed meanwhile: look at it again first."
    if present is None:
        said = "There is no account with this id."
    return VersionMismatch(said, version=present)
