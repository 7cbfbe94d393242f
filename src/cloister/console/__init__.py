"""The web console's side of the server: its files, its sessions, and the way of its calls to the same handlers."""
