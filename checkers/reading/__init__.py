"""Reads what people type for a number: notation, expressions, exact arithmetic, units."""
