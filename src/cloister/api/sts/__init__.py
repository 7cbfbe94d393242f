"""AWS Security Token Service, the question who one is: generated."""
