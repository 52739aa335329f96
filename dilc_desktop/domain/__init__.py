"""The rules of a session: plain values and functions, told what time it is."""
