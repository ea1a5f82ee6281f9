"""The words of the field as frozen types: no I/O, no Qt, no SQL, no sentences."""
