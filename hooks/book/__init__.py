"""Reads the sources into one book: pages, exercises, figures, references. It knows no HTML."""
