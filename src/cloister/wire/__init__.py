"""What host and sandbox say to each other: bytes, messages and whose turn it is. No I/O, both sides use it.

It runs inside sandboxes too, so it keeps to the standard library and to Python 3.10.
"""
