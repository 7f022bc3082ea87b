"""Runs what learners wrote, apart from everything else, and says what it did."""
