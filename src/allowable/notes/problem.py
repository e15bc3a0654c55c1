"""What goes wrong at the door of notes."""


class NoteError(ValueError):
    """A note cannot be read; the message names the file or place and says what to do. It never quotes the note."""
