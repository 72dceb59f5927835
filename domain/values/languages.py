"""The languages in which customers can be written to: what a form may ask for and records keep.

The texts are in `wording/customers/`, a file for each.
"""

from typing import Literal

Spoken = Literal["en", "nl"]
