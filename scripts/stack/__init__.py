"""Set-up and supervision of the portal's servers: what ``scripts/`` calls.

``bootstrap``, ``installation``, ``registry``, ``arguments``, ``progress`` and ``paths`` run on a bare Python 3.10
(standard library only); every other module runs in the virtual environment that they make.
"""
