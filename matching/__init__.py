"""Matches: a profile compared with all open opportunities.

`hard_filters` leave the possible ones, `ranking` orders them without a model, and the best 25 are
scored by a model or by `offline`. `verdicts` keep what a model said, `evidence` links each reason
to the profile and the posting, `growth` collects what several matches ask for.
"""
