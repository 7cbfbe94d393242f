"""The jail: the default driver. A template is forked into namespaces, and the fork closes the door behind itself.

driver.py    the host's side            ── socket ──▶  spawner.py   the only privileged process
spawner.py   cgroups, uids, code mounts ── socket ──▶  template.py  an interpreter, imported and waiting
template.py  forks                      ──────────▶  jail.py      the ordered plan that the child carries out
"""
