"""The institutions on the other side of the bridge, played by one process of its own.

Their questions are answered from the registry tables, which stand for the institutions' own books; what they
are asked to do – open an account, pay, deliver a message – goes into books kept here. Like the real ones they
do not notice that the same order has come twice. `docs/decisions/0003-bridge-deadlines.md` says what they do
promise.
"""
