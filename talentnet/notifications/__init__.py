"""The calendar feed, and the emails that candidates choose.

Every quarter of an hour: find readers whose morning it is and who were not looked at yet, collect
content for all of them in a few queries, then send each email at most once (`sending.py`).
"""
