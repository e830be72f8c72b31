"""An application from its first question until it is sent: begun, saved as one goes, taken up again, sent once.

`begin` opens or takes up a draft, or leads to the case that runs; `resume` says how it stands under the law of today;
`save` takes answers; `send` makes the case of it; `at_once` decides what can be decided while the person waits; `tend`
is what the night does with drafts that nobody sends.
"""
