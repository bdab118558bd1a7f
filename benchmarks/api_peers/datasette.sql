The rows of the API for Datasette, on the tables that benchmarks/api.py copies to SQLite.

-- view
CREATE VIEW told AS SELECT
    s.id, s.kind, s.country_id AS country, s.proposal_id AS proposal, s.position, s.voice, s.time,
    s.attribution, s.speaker, s.reported_by, s.first_day AS day, s.precision,
    nullif(s.quote, '') AS quote, s.quote_start, s.quote_end, nullif(s.summary, '') AS summary,
    s.article_id AS article, s.source_id AS source,
    coalesce(nullif(s.outlet, ''), o.name, '') AS outlet, coalesce(o.tier, 'unknown') AS tier,
    CASE WHEN coalesce(nullif(s.url, ''), p.url) GLOB 'http*' THEN coalesce(nullif(s.url, ''), p.url)
        END AS url,
    s.language,
    (SELECT json_group_array(json_object('kind', kind, 'words', words)) FROM (
        SELECT kind, words FROM coalition_stancecondition WHERE stance_id = s.id ORDER BY id
    )) AS conditions,
    CASE WHEN s.quantity_raw <> '' THEN json_object(
        'low', s.quantity_low, 'high', s.quantity_high, 'unit', s.quantity_unit,
        'scope', s.quantity_scope, 'raw', s.quantity_raw, 'flag', s.quantity_flag) END AS quantity,
    s.confidence, s.reader, s.reader_version, s.review_state,
    CASE
        WHEN s.voice <> 'government' OR o.tier NOT IN {counting} OR o.tier IS NULL
            OR w.tier NOT IN {counting} OR s.first_day IS NULL
            OR s.time = 'past' AND (s.first_day < a.published) IS NOT TRUE
        THEN 'false' ELSE 'true'
    END AS counts,
    CASE
        WHEN s.voice <> 'government' THEN 'voice'
        WHEN o.tier IS NULL OR o.tier NOT IN {counting} THEN 'tier'
        WHEN w.tier NOT IN {counting} THEN 'origin'
        WHEN s.first_day IS NULL THEN 'undated'
        WHEN s.time = 'past' AND (s.first_day < a.published) IS NOT TRUE THEN 'earlier'
    END AS why_not,
    s.created_at AS stored_at,
    CASE s.position WHEN 'committed' THEN 5 WHEN 'supportive' THEN 4 WHEN 'conditional' THEN 3
        WHEN 'undecided' THEN 2 WHEN 'sceptical' THEN 1 WHEN 'opposed' THEN 0 END AS step,
    '{site}/stances/' || s.id || '/' AS html_url,
    '{site}/articles/' || s.article_id || '/#stance-' || s.id AS article_html_url
FROM coalition_stance s
LEFT JOIN coalition_source o ON o.domain = s.source_id
LEFT JOIN coalition_article a ON a.id = s.article_id
LEFT JOIN coalition_page p ON p.id = a.page_id
LEFT JOIN coalition_story t ON t.id = a.story_id
LEFT JOIN coalition_source w ON w.domain = t.origin_id
WHERE NOT s.withdrawn AND s.review_state <> 'rejected'

-- stances
SELECT * FROM told WHERE id < CAST(:before AS INTEGER) ORDER BY id DESC LIMIT 50

-- positions
SELECT country.code AS country, proposal.slug AS proposal, span.first, span.until,
    coalesce(span.state, 'no-evidence') AS state, span.position, span.low, span.high,
    coalesce(span.statements, 0) AS statements, coalesce(span.origins, 0) AS origins,
    CASE WHEN span.reviewed THEN 'true' ELSE 'false' END AS reviewed,
    (SELECT json_object(
        'id', id, 'kind', kind, 'country', country, 'proposal', proposal, 'position', position,
        'voice', voice, 'time', time, 'attribution', attribution, 'speaker', speaker,
        'reported_by', reported_by, 'day', day, 'precision', precision, 'quote', quote,
        'quote_start', quote_start, 'quote_end', quote_end, 'summary', summary, 'article', article,
        'source', source, 'outlet', outlet, 'tier', tier, 'url', url, 'language', language,
        'conditions', json(conditions), 'quantity', json(quantity), 'confidence', confidence,
        'reader', reader, 'reader_version', reader_version, 'review_state', review_state,
        'counts', json(counts), 'why_not', why_not, 'stored_at', stored_at, 'step', step,
        'html_url', html_url, 'article_html_url', article_html_url
    ) FROM told WHERE told.id = span.cause_id) AS cause,
    CASE span.position WHEN 'committed' THEN 5 WHEN 'supportive' THEN 4 WHEN 'conditional' THEN 3
        WHEN 'undecided' THEN 2 WHEN 'sceptical' THEN 1 WHEN 'opposed' THEN 0 END AS step,
    '{site}/countries/' || country.code || '/#'
        || coalesce('stance-' || span.cause_id, 'line-' || proposal.slug) AS html_url
FROM coalition_country country
JOIN coalition_proposal proposal ON proposal.slug = 'troops-on-ground'
LEFT JOIN coalition_position span ON span.rowid = (
    SELECT found.rowid FROM coalition_position found
    WHERE found.country_id = country.code AND found.proposal_id = proposal.slug
        AND found.first <= :at ORDER BY found.first DESC LIMIT 1
) AND (span.until IS NULL OR span.until > :at)
ORDER BY country.code
