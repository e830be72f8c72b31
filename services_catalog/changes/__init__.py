"""The workshop in which changes of the catalogue are prepared, previewed, reviewed and published.

| module | holds |
| --- | --- |
| `drafts`, `edits`, `amounts` | a change set and what is in it: services, single fields of them, values of parameters |
| `beginnings` | services that do not exist yet: like another one, or from nothing |
| `shared_drafts`, `following` | what services share, and the services that a change of it takes along |
| `checking`, `shared_checks`, `completion` | what is wrong with a draft; what fits where one types |
| `doubts` | words and rule that changed apart, to be confirmed before a set is handed in |
| `publish` | submit, return, publish, withdraw, roll back; what takes force on a day |
| `compare` | two versions side by side |
| `history` | who did what, and what is different since |
| `exchange` | change sets as files, between installations |
| `impact`, `preview` | what a change set would do to everybody |
| `permissions`, `errors` | who may; what is refused, in words |

Underneath: `shared_library` (what is shared on a day and in a set), `shared_writing`, `paths` (drafts place by place,
merging), `reading` (from a draft to a definition), `saving`, `guard`.
"""
