"""The walk: marked records, everybody who may come for them, and what each route and action is expected to answer."""
