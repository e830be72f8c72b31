"""What the studio calls things: codes, places of a draft, facts, texts in three languages. No page and no form."""
