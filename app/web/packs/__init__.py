"""Packs: chosen, previewed, made, checked."""
