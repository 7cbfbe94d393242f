"""AWS Identity and Access Management, as much of roles as deployment tools ask for: generated."""
