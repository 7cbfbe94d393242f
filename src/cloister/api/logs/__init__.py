"""Amazon CloudWatch Logs, as much as tools ask of it: generated."""
