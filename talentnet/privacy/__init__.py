"""Personal data: what there is, how a person gets it, how it is deleted, how long it is kept.

Each room lists its models in `personal_data.py` and registers them when it starts: the path to the
owner, fields an export withholds and why, and what erasure does other than delete. `records.py`
does the same for tables of libraries. Export, erasure and the privacy page read this registry only.
`tests/test_personal_data.py` fails for a model that no room has listed. It fills a row of every
model with marked texts, and looks for them in the ZIP, in every table and in the storage.
"""
