"""A small recogniser of machine-readable zone lines, and the generator that it learns from."""
