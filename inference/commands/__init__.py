"""One module a command of `python -m inference`: `add_arguments(parser)` and `run(options)`."""
