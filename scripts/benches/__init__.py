"""Benchmarks beside their peers: what ``scripts/bench`` calls, in the virtual environment that ``stack`` makes.

``harvest`` is the bench of catalogs. Pure: ``facts``, ``records``, ``results``, ``table``. ``driver`` alone loads CKAN, and runs
under gxdata's environment or under the peers' (``peers``).
"""
