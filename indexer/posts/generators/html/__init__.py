"""Built sites: the pages that visitors read, whatever made them."""
