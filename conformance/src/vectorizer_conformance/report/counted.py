"""Numbers of things, in words."""


def counted(number: int, what: str) -> str:
    """Such as `1 operation` and `2,000 operations`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
