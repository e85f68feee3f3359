"""Pure functions from facts to findings, one module for each area."""
