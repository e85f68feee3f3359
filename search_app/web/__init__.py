"""The addresses, and what they answer: pages for people, JSON for programs."""
