"""What the rule of the line promises, as sentences with an example each (test_estimation.py)."""

# What it shows; what was said in 2025; the line that is drawn with a horizon of 100 days.
SENTENCES = (
    ("no evidence is no line", "", ""),
    (
        "a word on record sets the line, its band widens with age, and after the horizon it is stale",
        "01-10 supportive",
        """
            01-10 supportive 3-5 1/1 by 1
            02-18 supportive 2-5 1/1 by 1
            03-30 supportive 1-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "a new word on record moves it at once",
        "01-10 supportive; 01-20 opposed",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 opposed 0-1 1/1 by 2
            02-02 opposed 0-2 1/1 by 2
            03-08 opposed 0-3 1/1 by 2
            04-12 opposed 0-4 1/1 by 2
            05-01 stale
        """,
    ),
    (
        "even one that nobody has reviewed, with a wider band",
        "01-10 supportive; 01-20 opposed waiting",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 opposed 0-3 1/1? by 2
            02-16 opposed 0-4 1/1? by 2
            05-01 stale
        """,
    ),
    (
        "a lone report draws a line where none stands, with a wide band",
        "01-10 supportive narrative waiting",
        """
            01-10 supportive 1-5 1/1? by 1
            02-20 supportive 0-5 1/1? by 1
            04-21 stale
        """,
    ),
    (
        "a lone report never moves a line: it is contested for two months",
        "01-10 supportive; 01-20 opposed narrative waiting",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            01-25 contested 0-5 2/2 by 1
            03-22 supportive 1-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "not even a reviewed report, where its source is unnamed",
        "01-10 supportive; 01-20 opposed anonymous",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            03-18 contested 0-5 2/2 by 1
            03-22 supportive 1-5 1/1 by 1
            03-28 supportive 0-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "a word on record that the reader is not sure of is a weak report",
        "01-10 supportive; 01-20 opposed waiting 0.4",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            02-03 contested 0-5 2/2 by 1
            03-22 supportive 1-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "a report one step off is within the noise of coding: it supports the line",
        "01-10 opposed; 01-20 sceptical narrative waiting",
        """
            01-10 opposed 0-1 1/1 by 1
            01-20 opposed 0-1 2/2 by 2
            02-15 opposed 0-2 2/2 by 1
            03-24 opposed 0-3 2/2 by 1
            04-28 opposed 0-4 2/2 by 1
            05-01 stale
        """,
    ),
    (
        "three reviewed reports outweigh the line together",
        "01-10 supportive; 01-20 opposed anonymous; 01-22 sceptical anonymous; 01-24 sceptical anonymous",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            01-22 contested 0-4 3/3 by 3
            01-24 sceptical 1-2 3/3 by 4
            01-27 sceptical 1-3 3/3 by 4
            02-20 sceptical 0-3 3/3 by 4
            03-22 sceptical 0-4 3/3 by 4
            05-05 stale
        """,
    ),
    (
        "three that nobody reviewed do not",
        "01-10 supportive; 01-20 opposed narrative waiting; 01-22 sceptical narrative waiting; 01-24 sceptical narrative waiting",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            01-22 contested 0-4 3/3 by 3
            01-24 contested 0-4 4/4 by 4
            03-22 contested 1-4 4/4 by 1
            03-26 supportive 1-4 1/1 by 1
            04-13 supportive 1-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "reports that agree with the line end a contest",
        "01-10 supportive; 01-20 opposed narrative waiting; 01-22 supportive narrative waiting; 01-24 committed narrative waiting",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            01-22 contested 0-4 3/3 by 3
            01-24 supportive 3-5 3/3 by 4
            03-07 supportive 2-5 3/3 by 1
            04-17 supportive 1-5 3/3 by 1
            05-05 stale
        """,
    ),
    (
        "a word on record ends a contest",
        "01-10 supportive; 01-20 opposed narrative waiting; 01-22 supportive",
        """
            01-10 supportive 3-5 1/1 by 1
            01-20 contested 0-4 2/2 by 2
            01-22 supportive 3-4 2/2 by 3
            01-28 supportive 3-5 2/2 by 3
            03-11 supportive 2-5 2/2 by 3
            04-21 supportive 1-5 2/2 by 3
            05-03 stale
        """,
    ),
    (
        "two voices that differ within a week are contested until the government speaks again",
        "01-10 supportive @president; 01-17 opposed @premier; 03-01 opposed @premier",
        """
            01-10 supportive 3-5 1/1 by 1
            01-17 contested 0-4 2/2 by 2
            03-01 opposed 0-1 2/2 by 3
            04-08 opposed 0-2 2/2 by 3
            05-10 opposed 0-3 2/2 by 3
            06-10 stale
        """,
    ),
    (
        "two voices more than a week apart are a new line",
        "01-10 supportive @president; 01-18 opposed @premier",
        """
            01-10 supportive 3-5 1/1 by 1
            01-18 opposed 0-1 1/1 by 2
            01-31 opposed 0-2 1/1 by 2
            03-05 opposed 0-3 1/1 by 2
            04-09 opposed 0-4 1/1 by 2
            04-29 stale
        """,
    ),
    (
        "one voice that says another thing has moved",
        "01-10 supportive @president; 01-14 opposed @president",
        """
            01-10 supportive 3-5 1/1 by 1
            01-14 opposed 0-1 1/1 by 2
            01-25 opposed 0-2 1/1 by 2
            02-28 opposed 0-3 1/1 by 2
            04-05 opposed 0-4 1/1 by 2
            04-25 stale
        """,
    ),
    (
        "two words of one day that differ are contested, whoever said them",
        "01-10 supportive; 01-10 opposed",
        """
            01-10 contested 0-4 2/2 by 2
            04-21 stale
        """,
    ),
    (
        "of two words of one day a step apart the weaker reading stands",
        "01-10 supportive; 01-10 conditional",
        """
            01-10 conditional 3-4 2/2 by 2
            03-07 conditional 2-4 2/2 by 2
            03-20 conditional 2-5 2/2 by 2
            04-21 stale
        """,
    ),
    (
        "of two words of one day the reviewed one decides",
        "01-10 supportive; 01-10 opposed waiting",
        """
            01-10 supportive 2-4 1/1 by 1
            01-21 supportive 1-4 1/1 by 1
            03-15 supportive 1-5 1/1 by 1
            03-31 supportive 0-5 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "copies of a story count once, by the best sourced",
        "01-10 supportive #wire; 01-11 opposed narrative waiting #wire; 01-17 supportive narrative waiting #wire",
        """
            01-10 supportive 3-5 3/1 by 1
            02-18 supportive 2-5 3/1 by 1
            03-30 supportive 1-5 3/1 by 1
            04-21 stale
        """,
    ),
    (
        "a story that tells of an earlier line says two things of one origin",
        "01-10 supportive #wire; 01-18 committed #wire",
        """
            01-10 supportive 3-5 1/1 by 1
            01-18 committed 4-5 2/1 by 2
            02-22 committed 3-5 2/1 by 2
            03-31 committed 2-5 2/1 by 2
            04-29 stale
        """,
    ),
    (
        "what never counts leaves no line",
        "01-10 supportive claim; 01-10 supportive other; 01-10 supportive state-aligned; 01-10 supportive unknown coded; 01-10 supportive rejected",
        "",
    ),
    (
        "what was coded by hand is reviewed",
        "01-10 opposed coded waiting",
        """
            01-10 opposed 0-1 1/1 by 1
            02-10 opposed 0-2 1/1 by 1
            03-14 opposed 0-3 1/1 by 1
            04-15 opposed 0-4 1/1 by 1
            04-21 stale
        """,
    ),
    (
        "a month is a span: until it ends the band keeps the step before",
        "01-10 opposed; 02-01 supportive to=02-28",
        """
            01-10 opposed 0-1 1/1 by 1
            02-01 supportive 0-4 1/1 by 2
            02-08 supportive 0-5 1/1 by 2
            03-01 supportive 2-5 1/1 by 2
            04-04 supportive 1-5 1/1 by 2
            05-13 stale
        """,
    ),
    (
        "a day inside a month is newer than the month",
        "02-01 supportive to=02-28; 02-10 opposed",
        """
            02-01 supportive 3-5 1/1 by 1
            02-10 opposed 0-1 1/1 by 2
            02-23 opposed 0-2 1/1 by 2
            03-28 opposed 0-3 1/1 by 2
            05-03 opposed 0-4 1/1 by 2
            05-22 stale
        """,
    ),
    (
        "a report after the line went stale draws a new one",
        "01-10 supportive; 06-01 opposed narrative waiting",
        """
            01-10 supportive 3-5 1/1 by 1
            02-18 supportive 2-5 1/1 by 1
            03-30 supportive 1-5 1/1 by 1
            04-21 stale
            06-01 opposed 0-4 1/1? by 2
            07-04 opposed 0-5 1/1? by 2
            09-10 stale
        """,
    ),
)
