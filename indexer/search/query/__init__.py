"""Text -> a plan, complete when it leaves this package."""
