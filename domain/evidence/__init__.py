"""Evidence: what happened, written so that whoever changes a line of it later is found out."""
