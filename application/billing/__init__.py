"""What is done with the billing system that the company bills its customers with."""
