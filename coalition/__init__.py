"""Positions of countries on proposals for Ukraine, over time, each with its words.

The way of one article, a hop a line (README: "The way of one article"):

    feed      ingestion.feeds.read_feed            the pages that it names, found
    page      ingestion.fetching.fetch_page        raw bytes kept; or pages.store_page, of a file
    article   ingestion.articles.store_article     the text, a version when it changes, its story
    origin    origins.settle_origins               whose report a story is
    stances   ingestion.stances.store_stances      quoted stances, waiting for review
    review    review.accept_stance / ...           a verdict, added and never changed
    stories   stories.split_article / ...          copies that an editor parts or joins
    line      positions.redraw_line                Position and Change rows, rebuilt
    past      vintages.recall_lines                the same as we knew it at an instant
    read      published.*, analysis.*              plain records for pages and API
    show      web.charts.*, api.routes.*           figure, JSON
"""
