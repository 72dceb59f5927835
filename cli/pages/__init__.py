"""What commands show to people: one page for each thing, and what they share."""
