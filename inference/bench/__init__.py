"""How fast this machine answers: `python -m inference bench`; docs/benchmarks.md explains it."""
