"""An index on an OpenSearch cluster: it finds, filters and counts; what it finds is ranked and shown here."""
