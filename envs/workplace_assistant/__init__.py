"""The workplace environment: see environment.WorkplaceAssistant."""
