"""Serverless functions on your own machines, one execution environment per tenant."""
