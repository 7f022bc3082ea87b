"""What the browser runs: bundled scripts and styles, Python, fonts, the list of files for offline use."""
