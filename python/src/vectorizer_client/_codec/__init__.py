"""From arguments to the text of a request, and from an answer to values and errors; no input or output."""
