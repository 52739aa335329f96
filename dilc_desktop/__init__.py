"""DILC Desktop: prepare, run, capture and print Critical Friends sessions."""

__version__ = "0.1.0"
