"""What is still in clear text, and how it is sealed once there is a master key."""
