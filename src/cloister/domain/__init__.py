"""Nouns: what functions, tenants, environments and invocations are. Standard library only, no I/O."""
