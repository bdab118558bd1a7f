"""What the database itself holds of a stance, as triggers: no code, and no shell, gets around them."""

import pgtrigger

REVIEW_SETTING = "coalition.review"

QUOTE_STANDS_IN_TEXT = """
    IF NEW.kind = 'quoted' AND NEW.quote IS DISTINCT FROM (
        SELECT substr(text, NEW.quote_start + 1, NEW.quote_end - NEW.quote_start)
        FROM coalition_article WHERE id = NEW.article_id
    ) THEN
        RAISE EXCEPTION 'the quote does not stand in the text at its offsets'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_stands_in_text';
    END IF;
    RETURN NEW;
"""
ONLY_IN_A_REVIEW = f"""
    IF current_setting('{REVIEW_SETTING}', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'what stands of a stance changes only by a review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_review_changes_a_stance';
    END IF;
    RETURN NEW;
"""
# Before the first verdict its conditions are the machine's; from then on they are an editor's.
CONDITION_ONLY_IN_A_REVIEW = """
    IF current_setting('coalition.review', true) IS DISTINCT FROM 'on' AND 'waiting' <> (
        SELECT review_state FROM coalition_stance
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.stance_id ELSE NEW.stance_id END
    ) THEN
        RAISE EXCEPTION 'what stands of a stance changes only by a review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_review_changes_a_condition';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
# A queue's place of a stance of which nobody knows yet what a verdict would flip: behind those of
# which it is known. `waiting.py` makes the other places.
LAST_PLACES = 2_002
JOINS_OR_LEAVES_THE_QUEUE = f"""
    IF NEW.review_state = 'waiting' AND NOT NEW.withdrawn THEN
        INSERT INTO coalition_waiting AS queued (
            stance_id, country_id, proposal_id, source_id, language, reader, place, weighed,
            today, before, after, since
        ) VALUES (
            NEW.id, NEW.country_id, NEW.proposal_id, NEW.source_id, NEW.language, NEW.reader,
            {LAST_PLACES} + round(NEW.confidence * 1000)::integer, false, false, '', '',
            NEW.created_at
        ) ON CONFLICT (stance_id) DO UPDATE SET
            country_id = NEW.country_id, proposal_id = NEW.proposal_id,
            source_id = NEW.source_id, language = NEW.language, weighed = false;
    ELSE
        DELETE FROM coalition_waiting WHERE stance_id = NEW.id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - our own number


def only_in_a_review(name: str, *fields: str) -> pgtrigger.Trigger:
    """The trigger that lets these columns change only inside a review."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*fields),
        func=ONLY_IN_A_REVIEW,
    )
