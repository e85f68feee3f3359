"""The tables of a whole site as documents of a cluster: made, sent in pieces, counted at any moment."""
