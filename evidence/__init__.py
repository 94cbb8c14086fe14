"""Everything that is true about evidence: no HTTP, no HTML, no prompts."""
