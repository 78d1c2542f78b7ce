"""The semantics of the API: merging, filters, metrics, search and versions, over any store."""
