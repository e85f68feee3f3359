"""How often those who serve an index on a cluster look for another: what a build that withdraws posts waits for."""

SECONDS_BETWEEN_LOOKS = 1.0
