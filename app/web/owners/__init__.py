"""An owner's own page."""
