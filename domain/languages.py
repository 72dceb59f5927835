"""The languages in which customers can be written to: what a form may ask for and records keep.

What is said in them stands in `wording/customers/`, a file for each.
"""

from typing import Literal

Spoken = Literal["en", "nl"]
