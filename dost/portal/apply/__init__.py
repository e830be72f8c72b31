"""Applying, one thing on a page: begin, what is known already, the questions, check, sent – or why not."""
