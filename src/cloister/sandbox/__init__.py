"""Sandboxes: a protocol, and drivers that make them. They know neither functions nor tenants."""
