"""What a person is entitled to now, what is coming, and what is not theirs and why: typed, without request or HTML.

`reckon` asks the engine and writes rows; `queries` reads them, with the cases as they stand at that moment. Whoever
tells a person of their rights – their own pages, the counter, the assistant – asks `queries` (decision 35).
"""
