"""Jekyll sites."""
