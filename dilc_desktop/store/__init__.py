"""The store room: the only place that knows SQL; it takes and gives domain values."""
