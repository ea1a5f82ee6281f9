"""Files of meters and loggers from outside: recognise their shape, read them exactly, name every line that is wrong.

Hostile input: limited, never executed, never half-believed. Knows no store.
"""
