"""Money: payments that came in, wires that are declared, unapplied credit, refunds."""
