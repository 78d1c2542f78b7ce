"""The parts of generated validators."""
