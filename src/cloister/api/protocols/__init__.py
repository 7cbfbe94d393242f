"""How each family of AWS services puts requests, answers and errors on the wire: one codec a protocol."""
