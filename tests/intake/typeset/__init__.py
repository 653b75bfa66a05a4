"""Plans of places that do not exist, typeset in many ways, each with what a reader must find in it.

``content`` makes up a plan, ``markup`` turns it into HTML for a ``Layout`` and writes down the truth from the same blocks,
``layouts`` names the layouts, ``printing`` prints one with Chromium.
"""
