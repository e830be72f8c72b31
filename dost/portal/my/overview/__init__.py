"""The first page of a citizen: what they are entitled to, what is coming, and why something is not theirs."""
