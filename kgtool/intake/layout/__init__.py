"""From characters with their places to a text in reading order.

The road: pieces of lines (lines), tables by their rules (tables), what stands on every page (furniture), columns and side
bands (regions), paragraphs (paragraphs), the text with its offsets (composition).
"""
