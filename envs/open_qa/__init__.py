"""Short free-form questions, judged by their reference and, where that cannot tell, by a model."""
