"""The typed way to bank statements: what came in, what it is for, and whether it adds up."""
