"""Methodologies as data: shape, strict reading, register, definitions. Knows no project and no reading."""
