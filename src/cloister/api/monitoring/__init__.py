"""Amazon CloudWatch, what reads metrics: generated."""
