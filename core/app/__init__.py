"""The front door: HTTP in and out; it only translates."""
