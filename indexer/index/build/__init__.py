"""A site -> a generation: rebuild and update, in worker processes."""
