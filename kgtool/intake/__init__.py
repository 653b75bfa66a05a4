"""Take in a plan: from what a city has, a PDF or a text, to a folder with its source, its profile and what is doubtful."""
