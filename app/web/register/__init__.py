"""The register: shown, fetched, brought back."""
