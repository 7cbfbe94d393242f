"""Cloister's own service, by the model that we write: generated."""
