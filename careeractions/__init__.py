"""Moves: three to five career actions after each completed refresh.

`signals` queues an `ActionGeneration` in the transaction that completes the refresh, inside a
savepoint, so no error here can fail the refresh. `compute` claims it, sends one message in one call
(never retried) or asks the offline adviser, validates the answer leniently, runs the checks, and
replaces the active moves in one transaction; what the checks hide is stored, too. A generation that
fails keeps the old moves and tells staff.
"""
