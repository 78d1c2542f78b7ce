"""Bugs that nobody picked: a few operators over the parts' sources, sampled by a seed."""
