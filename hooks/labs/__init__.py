"""Labs: notebooks written as Python files, their pages, drawings and downloads."""
