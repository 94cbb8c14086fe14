"""Frameworks, words, rules, settings, health and history."""
