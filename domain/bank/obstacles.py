"""What is in the way of a decision on an entry of a bank statement, by code."""

from enum import StrEnum


class Why(StrEnum):
    ENTRY_DECIDED = "entry_decided"
    NOT_BOOKED_BY_BANK = "not_booked_by_bank"
    TAKEN_BACK_BY_BANK = "taken_back_by_bank"
    NO_MONEY_CAME_IN = "no_money_came_in"
    NOTHING_PROPOSED = "nothing_proposed"
    NOTHING_DECIDED = "nothing_decided"
