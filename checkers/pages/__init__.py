"""The numbers and programs of each page: one module a chapter, a lesson, or another page that computes."""
