"""How a page is made: Markdown blocks, formulas, the runtime, and the `workbook` command."""
