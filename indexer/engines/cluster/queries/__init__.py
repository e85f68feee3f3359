"""What a cluster is asked, in OpenSearch's query language, and how it answers."""
