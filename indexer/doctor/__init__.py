"""Look an index over from end to end: gather facts (``facts``), judge them (``checks``), mend (``repairs``)."""
