"""Papers: what an invoice says, and whether it adds up."""
