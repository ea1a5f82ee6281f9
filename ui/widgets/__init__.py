"""Parts that pages share; they know no use case."""
