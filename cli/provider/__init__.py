"""`provider …`: the system that bills the customers."""
