"""AWS Lambda, all of its operations: generated."""
