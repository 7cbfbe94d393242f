"""What owners hand in: deployment packages, kept by content, and the links that give them back."""
