"""The outbox of letters, and what became of them."""
