"""`make lighthouse`: how Google's Lighthouse scores the public pages; timed, so no test."""
