"""The public pages: addresses, views, and what they show, made of plain records.

views/      one module for each kind of page
moment      the day and the instant that a page is about     params    what an address asks for
links       addresses that keep the moment             moved     what old addresses lead to
labels      the field's words as a reader sees them, in each language
dates       days in words
timeline    spans of a line as spells, and where a day lies on an axis
charts      figures in Plotly's schema        posters    the same figures, drawn by the server
matrix      the overview                      panels     a country's lines
standings   all lines at a moment             ranking    a proposal's countries
reasons     why a line says what it says      sums       who would be in
sketches    lines where many are shown at once
moves       what many steps come to           excerpts   an article's words with their notes
"""
