"""The clock of the law over a case: since when it runs, when it stands still, and by which day it must be decided.

`reckon` counts days; `reading` makes a clock of the lines of a timeline; `store` keeps it as a row for lists, in the
transaction of every move; `lists` finds what is due; `terms` says until when one may appeal, and is answered.
"""
