"""What generated validators are made of."""
