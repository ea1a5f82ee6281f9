"""One use case for each intent of a user. The only door to storage; no Qt, no widgets,."""
