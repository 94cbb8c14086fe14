"""Finding an example."""
