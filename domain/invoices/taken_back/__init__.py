"""What is taken back, by the bank or because it was entered wrongly, and what it opens again."""
