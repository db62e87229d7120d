"""Moves: three to five career actions after each completed refresh.

`signals` queues an `ActionGeneration` in the transaction that completes the refresh, inside a
savepoint, so no error here can fail the refresh. `compute` claims it, sends one message in one call
(never retried) or asks the offline adviser, checks the answer in shadow mode, and replaces the
active moves in one transaction. A generation that fails keeps the old moves and tells staff.
"""
