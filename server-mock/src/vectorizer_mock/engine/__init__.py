"""What the API means: merging, filters, metrics, search and versions, over any store."""
