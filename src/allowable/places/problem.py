"""Error about a place, for a person: what is wrong with it, and what to give instead."""


class PlaceError(ValueError):
    """The place is not usable; the message says what to give instead."""
