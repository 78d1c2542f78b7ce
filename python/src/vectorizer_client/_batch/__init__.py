"""Many items in as many requests as they need, with one report."""
