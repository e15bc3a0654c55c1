"""Errors of this door, for a person: what is wrong, and what to do next."""


class QuestionError(ValueError):
    """The question cannot be read at all (blank, too long); the message says what to ask instead."""


class NotesError(ValueError):
    """A file of notes, words or intents is not as this door reads it; the message names the file and the entry."""
