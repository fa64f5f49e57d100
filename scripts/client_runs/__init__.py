"""Real clients against a service: each one small file, in an environment of its own."""
