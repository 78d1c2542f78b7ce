"""The base of every other package: errors, values of the API's own types, and descriptions of operations."""
