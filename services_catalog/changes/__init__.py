"""The workshop in which changes of the catalogue are prepared, previewed, reviewed and published.

| module | holds |
| --- | --- |
| `drafts`, `edits`, `amounts` | a change set and what is in it: services, single fields of them, values of parameters |
| `checking`, `completion`, `builder` | what is wrong with a draft; what fits where one types; rules as forms |
| `publish` | submit, return, publish, withdraw, roll back; what takes force on a day |
| `compare` | two versions side by side |
| `history` | who did what, and what is different since |
| `exchange` | change sets as files, between installations |
| `impact`, `preview` | what a change set would do to everybody |
| `permissions`, `errors` | who may; what is refused, in words |

Underneath: `paths` (drafts place by place, merging), `reading` (from a draft to a definition), `saving`, `guard`.
"""
