"""The layers of the suite: each asks the same question in another way, because each kills other bugs."""
