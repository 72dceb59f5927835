"""What happened at the billing system by itself is done here, too."""
