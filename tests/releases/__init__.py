"""Data folders as released versions left them, which every later version must bring up to date in one step."""
