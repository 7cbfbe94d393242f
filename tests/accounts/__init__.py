"""Two accounts and one data directory: every operation of every service, asked by the one for what the other owns."""
