"""Speed and memory, each figure beside its reference from the same run. Nothing here passes or fails."""
