"""Workload and agenda as text, Markdown, SVG, HTML and JSON: pure functions, one format a file."""
