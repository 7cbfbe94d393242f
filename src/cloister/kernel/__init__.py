"""How a process of ours shuts doors behind itself: below all that has a reason to, importing nothing of ours."""
