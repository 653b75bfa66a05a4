"""What pages read of the graph: elements, themes, correspondences, gaps, goals, places, plans."""
