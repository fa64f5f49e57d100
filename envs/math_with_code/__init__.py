"""Competition mathematics with a Python notebook."""
