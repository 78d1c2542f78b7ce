"""The two clients: who awaits, who blocks."""
