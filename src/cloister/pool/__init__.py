"""Environments by key: started, leased to one invocation at a time, kept warm, reaped. Knows no HTTP."""
