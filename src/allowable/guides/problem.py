"""Error of the guides, for a person: what is wrong with the question, and what to ask instead."""


class GuideError(ValueError):
    """The guide cannot be made as asked; the message says what to do."""
