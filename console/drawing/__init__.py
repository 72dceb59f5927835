"""Drawings made on the server, as shapes for a template to write down as SVG."""
