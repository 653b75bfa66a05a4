"""Take in a plan: from what a city has, a PDF or a text, to a folder with its source, its profile and what is doubtful.

``reading.read_document`` reads a file as one text with its pages and tables; ``formats/`` holds a module for each kind of
file, imported when such a file is read; ``layout/`` makes a text from characters with their places.
"""
