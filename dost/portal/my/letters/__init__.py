"""A person's letters: the list, each as text on its page, and as the PDF that it is."""
