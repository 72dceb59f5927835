"""An account as a whole: its statement, what can be done with its money, what it may still owe."""
