"""Pages: what the three people see and do in a browser. A handler parses, calls one service and renders."""
