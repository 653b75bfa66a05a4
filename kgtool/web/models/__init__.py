"""What pages read of the graph: plans, elements, themes, correspondences, gaps, goals, mentions, places.

These modules know the graph and a language, but no templates and no HTTP.
"""
