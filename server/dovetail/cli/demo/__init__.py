"""`dovetail demo`: five scripted agents build a small product side by side, over the real engine."""
