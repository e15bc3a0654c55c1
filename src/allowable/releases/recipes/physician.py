"""Recipes of the physician fee schedule: importing this module registers them all."""

from . import physician_base_units, physician_caps, physician_places, physician_values

__all__ = ["physician_base_units", "physician_caps", "physician_places", "physician_values"]
