"""One logical call: its settings, attempts and deadline, and what it gives back."""
