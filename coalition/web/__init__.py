"""The public pages: addresses, views, and what they show, made of plain records.

params      what an address asks for: a day, a group
labels      the field's words as a reader sees them, in each language
dates       days in words
timeline    spans of a line as spells, and where a day lies on an axis
charts      figures in Plotly's schema        posters    the same figures, drawn by the server
matrix      the overview                      panels     a country's lines
ranking     a proposal's countries            excerpts   an article's words with their notes
"""
