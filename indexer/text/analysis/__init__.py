"""Text -> folded, segmented, stemmed tokens: the same for posts and queries."""
