"""What a billing system, ours or another, is asked to do, and what it answers."""
