"""Edits: pairs of codes, unit limits, add-on codes and the shapes of what CMS publishes about codes."""
