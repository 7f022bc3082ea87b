"""Judges learners' programs for the command line, each behind one isolation.

Where Python can copy its process, `checkers.grade` runs each program in a copy; elsewhere all programs run in a process of
their own, which is replaced when one of them leaves something behind.
"""
