"""Finding a service: search, browsing by life event, and the public page of a service.

`words` turns text into words, `index` keeps what is searched, `search` asks it, `browse` and `page` fill the pages.
"""
