"""Environments: worlds, their tools and their tasks."""
