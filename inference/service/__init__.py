"""The inference module over HTTP: `python -m inference serve`; docs/http.md tells how to ask."""
