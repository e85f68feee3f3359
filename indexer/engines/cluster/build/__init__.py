"""What a build sends to a cluster: a work folder becomes a mirror of it there."""
