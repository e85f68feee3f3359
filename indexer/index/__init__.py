"""Documents -> a published generation on disk, and back."""
