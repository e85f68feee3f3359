"""What a visitor may be about to type."""
