"""What other programs are told: events, and what they are made from."""
