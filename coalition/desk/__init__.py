"""The editors' desk: deeds around a verdict. The verdicts themselves stand in review.py.

verdicts      a verdict foreseen and given; one that flips a position may need another editor's word
batches       one verdict on many stances, and taking it back as one deed
samples       judged stances coded again by somebody who does not see the first verdict
differences   what a reader newly says of words that an editor judged otherwise
requests      corrections that the public asks for
misreadings   what the readers got wrong, by reason, reader, language and week
workload      what an editor has to do and has done
gold          corrected cases as gold lines and as training clauses
"""
