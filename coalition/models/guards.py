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
# which it is known. `waiting.py` makes the other places by the same rule.
LAST_PLACES = 2_002
# What a verdict flips, of a row `queued`: today's position, the past, nothing.
RANK = "CASE WHEN queued.deed IS NULL THEN 2 WHEN queued.today THEN 0 ELSE 1 END"
LAST_RANK = 2
QUEUED_COLUMNS = "stance_id, country_id, proposal_id, source_id, language, reader, asked, place"
JOINS_OR_LEAVES_THE_QUEUE = f"""
    asks := TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM coalition_correctionrequest WHERE stance_id = NEW.id AND state = 'open'
    );
    IF asks OR NEW.review_state = 'waiting' AND NOT NEW.withdrawn THEN
        INSERT INTO coalition_waiting AS queued (
            {QUEUED_COLUMNS}, weighed, today, before, after, since
        ) VALUES (
            NEW.id, NEW.country_id, NEW.proposal_id, NEW.source_id, NEW.language, NEW.reader, asks,
            CASE WHEN asks THEN {LAST_RANK}
                ELSE {LAST_PLACES} + round(NEW.confidence * 1000)::integer END,
            false, false, '', '', NEW.created_at
        ) ON CONFLICT (stance_id) DO UPDATE SET
            country_id = NEW.country_id, proposal_id = NEW.proposal_id,
            source_id = NEW.source_id, language = NEW.language, weighed = false;
    ELSE
        DELETE FROM coalition_waiting WHERE stance_id = NEW.id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - our own numbers
# A stance that the public asks about is in the queue, judged or not, until it is answered. The lock lets
# a request that comes and the answer to the last one meet here one after the other.
ASKS_FOR_A_PLACE_IN_THE_QUEUE = f"""
    about := CASE WHEN TG_OP = 'DELETE' THEN OLD.stance_id ELSE NEW.stance_id END;
    PERFORM FROM coalition_stance WHERE id = about FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM coalition_correctionrequest WHERE stance_id = about AND state = 'open'
    ) THEN
        INSERT INTO coalition_waiting AS queued (
            {QUEUED_COLUMNS}, weighed, today, before, after
        ) SELECT id, country_id, proposal_id, source_id, language, reader, true, {LAST_RANK},
            false, false, '', ''
        FROM coalition_stance WHERE id = about
        ON CONFLICT (stance_id) DO UPDATE SET asked = true, place = {RANK};
    ELSE
        DELETE FROM coalition_waiting AS queued USING coalition_stance AS stance
        WHERE queued.stance_id = about AND stance.id = about
            AND (stance.review_state <> 'waiting' OR stance.withdrawn);
        UPDATE coalition_waiting AS queued
        SET asked = false, place = {RANK} * 1001 + round(stance.confidence * 1000)::integer
        FROM coalition_stance AS stance
        WHERE queued.stance_id = about AND stance.id = about AND queued.asked;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - our own numbers


def only_in_a_review(name: str, *fields: str) -> pgtrigger.Trigger:
    """The trigger that lets these columns change only inside a review."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*fields),
        func=ONLY_IN_A_REVIEW,
    )
