"""Pages: everything that is held about one subject, as one plain object."""
