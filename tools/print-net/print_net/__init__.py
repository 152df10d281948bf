"""A net that tells which marks the letters of a printed name carry."""
