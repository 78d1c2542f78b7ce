"""One run of the suite, from its plan to its report."""
