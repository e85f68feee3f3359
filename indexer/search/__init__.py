"""What a visitor typed -> a plan -> results."""
