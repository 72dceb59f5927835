"""Seeing inside a process: logs, metrics, traces, health."""
