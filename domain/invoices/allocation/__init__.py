"""What an account's money settles: its invoices and payments together, in which order, as of
when."""
