"""The kernel's part in ranking: a plan and its matches to scores."""
