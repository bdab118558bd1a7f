"""Links within the site: each keeps the day and the instant that its page is about."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from coalition.vocabulary import Position
from coalition.web.charts import COLOURS, INK, INKS, PAPER
from coalition.web.cite import cite
from coalition.web.moment import Moment, write_query

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *arguments: Any, **more: str) -> str:
    """`{% to "web:country" code %}`: the address of a page at the moment of this one.

    Keywords are further parameters; those that are empty are left out.
    """
    return find_address(name, *arguments) + write_query({**find_moment(context), **more})


@lru_cache(maxsize=10_000)  # a page has hundreds of links, most of them the same as the page before
def find_address(name: str, *arguments: Any) -> str:
    """The address of a page by itself; which one that is never changes while a process runs."""
    return reverse(name, args=arguments)


@register.simple_tag(takes_context=True)
def absolute(context: Context, address: str) -> str:
    """`{% absolute address %}`: an address of ours with its host, for who reads it elsewhere."""
    found: str = context["request"].build_absolute_uri(address)
    return found


@register.simple_tag(takes_context=True)
def query(context: Context, **more: Any) -> str:
    """`{% query group=group %}`: this page with other parameters, at the same moment.

    A parameter of the moment itself is replaced, or left out where it is given empty.
    """
    given = {**find_moment(context), **more}
    return write_query({name: str(value or "") for name, value in given.items()}) or "?"


@register.inclusion_tag("web/_take.html", takes_context=True)
def take(context: Context, title: str) -> dict[str, Any]:
    """`{% take title %}`: how to cite this page, and its link that stays as it is."""
    citation = cite(context["request"], title, context["moment"])
    return {"citation": citation, "moment": context["moment"]}


@register.filter
def fill(key: str) -> str:
    """The colour of a mark in a drawing that stands alone; none for what is no position."""
    return COLOURS[Position(key)] if key in set(Position) else PAPER


@register.filter
def ink(key: str) -> str:
    """The colour of what stands on it."""
    return INKS[Position(key)] if key in set(Position) else INK


@register.simple_tag(takes_context=True)
def narrow(context: Context, name: str, value: str, **more: str) -> str:
    """This page with one more filter beside those `wanted`, or without it where it is set already."""
    wanted = dict(context.get("wanted") or {})
    wanted[name] = "" if wanted.get(name) == value else value
    return write_query({**find_moment(context), **more, **wanted}) or "?"


def find_moment(context: Context) -> dict[str, str]:
    """The parameters of the moment that a page is about; none where it is about no day."""
    moment = context.get("moment")
    return moment.parameters() if isinstance(moment, Moment) else {}
