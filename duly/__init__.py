"""Duly: a register for government demands for user data, whose every promise can be checked."""

__version__ = "0.1.0"
