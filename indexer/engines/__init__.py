"""Where an index lives: behind one small interface."""
