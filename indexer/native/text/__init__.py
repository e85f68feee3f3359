"""The kernel's part in analysis: texts folded, cut into words and forms."""
