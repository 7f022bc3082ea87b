"""What an author wrote, as data: lines, pages, blocks, and the slips that are reported about them."""
