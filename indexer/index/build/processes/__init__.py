"""Work done in processes apart, under limits of time and memory."""
