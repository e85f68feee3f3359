"""What differs from the live generation, and the next one made upon that."""
