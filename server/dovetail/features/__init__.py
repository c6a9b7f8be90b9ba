"""Answers in editor words: hover, lenses, actions, completion. Pure functions of a snapshot; no protocol types."""
