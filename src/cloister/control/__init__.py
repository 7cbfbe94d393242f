"""What owners do to their functions: commands checked, written conditionally, and settled in the background."""
