"""Calculators for data and AI projects: business case, framework choice and team skills.

The same code runs in the reader's browser, at build time, on the command line and in the tests.
It reads no file and keeps no state; the site's data comes in as an argument.
"""

__version__ = "0.1.0"
