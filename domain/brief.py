"""Which records the engine keeps without the fields that hold their defaults."""


class Brief:
    """A record of which the engine keeps many and large ones.

    A default in it, or in what it holds, must not change: what was left out is read as the present
    one. That goes for the policies that messages carry, too. Elsewhere, as in `--json`, it is
    written in full.
    """

    __slots__ = ()
