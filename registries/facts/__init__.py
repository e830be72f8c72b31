"""The fact catalogue: every named thing that a rule may ask about a person (see `catalogue` and `query`)."""
