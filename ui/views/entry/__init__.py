"""The readings page: the grid that feels like a spreadsheet."""
