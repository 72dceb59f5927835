"""The typed way to what other programs are told: events, and webhooks to which they are sent."""
