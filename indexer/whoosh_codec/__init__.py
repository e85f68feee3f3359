"""An index as a Whoosh index. Nothing that serves searches imports it."""
