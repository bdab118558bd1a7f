"""The words: an article with its quotes marked, and one stance as a card."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coalition import published, second_factor
from coalition.published.articles import was_read
from coalition.published.reviews import list_reviews
from coalition.vocabulary import Reason, Role, Tier, Verdict
from coalition.web.dates import say_day
from coalition.web.evidence import describe_evidence
from coalition.web.excerpts import lay_out
from coalition.web.labels import REASONS, ROLES, TIERS, VERDICTS, language_name, mark_of
from coalition.web.moment import Moment
from coalition.web.moved import Moved
from coalition.web.params import read_moment
from coalition.web.views.page import name_known, page, show
from coalition.web.voices import find_office


@page
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """An article's words with every quote marked; the whole text only where it may be shown."""
    moment = read_moment(request)
    whole = second_factor.may_work(request.user)
    found = published.get_article(article_id, whole=whole, as_of=moment.as_of)
    if found is None and moment.as_of and published.get_article(article_id):
        raise Http404(_("We did not have this article yet at that time."))
    if found is None:
        raise Http404(_("There is no article with the number %(number)s.") % {"number": article_id})
    record = found.article
    names = name_known(moment)
    evidence = [describe_evidence(one, names) for one in found.stances]
    return show(
        request,
        "article",
        moment,
        article=record,
        untitled=_("An article without a title"),
        day=say_day(record.published, record.precision) if record.published else "",
        tier=TIERS[Tier(record.tier)],
        language=language_name(record.language),
        excerpts=lay_out(found.segments, evidence),
        whole=found.whole,
        evidence=evidence,
        copies=found.copies,
        was_read=was_read(record, moment.as_of),
        **tell_fate(published.find_fate(article_id, as_of=moment.as_of)),
    )


@page
def stance(request: HttpRequest, stance_id: int) -> HttpResponse:
    """One stance as a card with an address of its own."""
    moment = read_moment(request)
    found = published.list_causes([stance_id], as_of=moment.as_of).get(stance_id)
    if found is None:
        if moment.as_of is None and (now := published.find_successor(stance_id)):
            raise Moved(stance_id, now)
        raise Http404(
            _("There is no published stance with the number %(number)s.") % {"number": stance_id}
        )
    names = name_known(moment)
    reviews = [
        (
            say_day(one.at.date()),
            VERDICTS[Verdict(one.verdict)],
            REASONS[Reason(one.reason)] if one.reason else "",
            mark_of("held", one.before) if one.before != one.after and one.before else None,
            mark_of("held", one.after) if one.before != one.after and one.after else None,
        )
        for one in list_reviews(stance_id, as_of=moment.as_of)
    ]
    fate = published.find_fate(found.article, found.quote, as_of=moment.as_of)
    text = published.get_article(found.article, as_of=moment.as_of) if found.article else None
    return show(
        request,
        "stance",
        moment,
        shown=describe_evidence(found, names),
        office=say_office(found, moment),
        copies=text.copies if text else (),
        reviews=reviews,
        left_out_of=fate.left_out_of,
        **tell_fate(fate),
    )


def say_office(stance: published.StanceRecord, moment: Moment) -> str | Promise:
    """The office that the speaker held on the day of the words; empty where none of ours is known."""
    if stance.day is None:
        return ""
    offices = published.list_offices(stance.country, moment.as_of)
    office = find_office(stance.speaker, offices, stance.day, frozenset(Role))
    return (office.title or ROLES[Role(office.role)]) if office else ""


def tell_fate(fate: published.FateRecord) -> dict[str, str]:
    """Since which day a page is gone, and on which its words were removed and why, for _gone.html;
    empty where they are not."""
    return {
        "gone": say_day(fate.gone_since.date()) if fate.gone_since else "",
        "removed": say_day(fate.removed_at.date()) if fate.removed_at else "",
        "removal_notice": fate.removal_notice,
    }
