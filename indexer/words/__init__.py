"""What an index has learnt from posts, with the evidence, and what the log of queries proposes to teach it."""
