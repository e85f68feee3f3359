"""The app among many visitors and machines: limits, caching, metrics, processes, the server."""
