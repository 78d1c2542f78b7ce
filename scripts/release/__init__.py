"""A release: what changed since the last one, what is built and checked of it, and where it would go.

`./run release -- VERSION` runs it; docs/pages/releases.md describes it. Nothing here is a part of the product.
"""
