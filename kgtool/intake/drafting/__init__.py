"""Draft the profile of a plan from the layout of its text: shapes of lines, what repeats, and the words of headings.

``analysis.analyse`` finds the layout (lines, blocks, what repeats, the tree, functions), ``fit.fit`` makes rules of it that
read the text from the first line to the last, ``doubts.page`` says what speaks against them. No language model, no network.
"""
