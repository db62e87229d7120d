"""The only code that talks to a language model.

`backend.py` decides whether a person has a model (key and consent), `allowance.py` whether a call
may be made now (switch and ceilings). `ledger.py` records the call before it goes out, `client.py`
makes it. `LLMCall.sent` keeps the text about a person for that person alone, for 90 days.
"""
