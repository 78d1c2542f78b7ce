"""Requests and answers over a connection: the seam for transports, and the default one."""
