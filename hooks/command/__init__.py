"""The `workbook` command, and what its parts do."""
