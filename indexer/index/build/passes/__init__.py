"""Files or posts -> documents -> parts: what workers do of a build."""
