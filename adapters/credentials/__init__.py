"""What proves who somebody is: passwords, codes of apps, security keys."""
