"""Documents -> a published generation on disk, and back."""

from indexer.platforms import require_platform

require_platform()
