"""A visitor's request -> a plan -> a ranking -> results."""
