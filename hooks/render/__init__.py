"""Makes HTML of the book's pages, complete without any script."""
