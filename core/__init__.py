"""What lives at the front: vocabulary, settings, sessions, HTTP, rollouts, the command line."""
