"""Sandboxes by an OCI runtime, gVisor's `runsc`: a second kernel between tenants and the host's.

driver.py    one sandbox per environment: a bundle, a cgroup, a runtime process; and nothing of them afterwards
runtimes.py  the program, and what it is told
bundle.py    config.json, by spec
image.py     a root directory for each interpreter, made of the jail's layers
groups.py    cgroups, made by us: bounds as the jail has them
entry.py     process 1 inside
"""
