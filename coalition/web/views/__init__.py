"""The pages. A view reads published records, lays them out and names its template: no rules here.

page       what all views share      overview   countries by proposals
countries  a country, and its lines  proposals  a proposal, and who would be in
evidence   an article, a stance      analysis   lines from less evidence
changes    what changed, and what was revised
about      sources, the method
"""
