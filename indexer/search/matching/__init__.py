"""The nodes of a plan -> where they occur."""
