"""Which records the engine keeps without the fields that hold their defaults."""


class Brief:
    """A record of which the engine keeps many and large ones.

    A default in it, or in what it holds, must not change: what was left out is read as the present
    one. That goes for the policies that messages carry, too. Elsewhere, as in `--json`, all of it
    is written in full.
    """

    __slots__ = ()


class Packed(Brief):
    """A long one that our own workers alone write and read: the engine keeps it compressed, even
    where nothing is sealed."""

    __slots__ = ()
