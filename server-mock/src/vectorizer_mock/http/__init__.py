"""HTTP: from a raw request to a checked call, and from its answer to bytes."""
