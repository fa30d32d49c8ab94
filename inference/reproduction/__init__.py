"""The recipe that this project replaces beside its own: `python -m inference reproduce`.

dataset → `labelled` photos → rows by two `protocols` → the recipes `reference` and `own` →
`figures` → `document` and `report`. `running` puts them together, and `duration` says beforehand
how long it takes.
"""
