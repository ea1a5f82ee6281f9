"""Long series of exact measured values: packed into blocks, merged, and added up by month. No files, no store."""
