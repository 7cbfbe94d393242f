"""Sandboxes by an OCI runtime: gVisor's `runsc`, a second kernel between tenants and the host's, or `runc`.

driver.py    one sandbox per environment: a bundle, a cgroup, a runtime process; and nothing of them afterwards
runtimes.py  the programs, and what they are told
bundle.py    config.json, by spec
image.py     a root directory for each interpreter, made of the jail's layers
groups.py    cgroups, made by us: no runtime's own way is needed for bounds
entry.py     process 1 inside
"""
