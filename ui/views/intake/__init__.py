"""Import of meter and logger files, inside the readings page."""
