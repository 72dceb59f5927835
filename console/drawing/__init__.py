"""Drawings as shapes that templates write as SVG."""
