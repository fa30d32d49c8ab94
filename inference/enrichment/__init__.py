"""Catalogues made of, and completed from, Wikidata and Wikimedia Commons."""
