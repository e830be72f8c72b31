"""The digital bridge: asking institutions, and ordering from banks and telephone operators.

`directory` says who offers what, `client` asks questions, `bank` and `sms` order. `simulator/` stands for the
institutions themselves, in a process of its own; nothing here imports it.
"""
