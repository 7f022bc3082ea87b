"""Judges learners' programs for the command line, in a process of their own."""
