"""How well a model does on photos whose places are known: `python -m inference evaluate`.

photos → `answers` → `figures`, by `slices`, with intervals from `bootstrap` → `document`, `table`
and `report`.
"""
