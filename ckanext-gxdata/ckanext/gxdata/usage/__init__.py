"""Counting of use on the server: who asks is looked at only to leave programs of search engines out, and never kept.

A request leaves a small tuple in its process (``counting``), a thread adds it up in the queue's Valkey every few seconds,
and the portal's clock moves what waits there into ``gxdata_usage`` (``moving``). Not here: what is told of it
(``logic/usage_counts``), words and pages.
"""
