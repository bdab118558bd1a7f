"""Links within the site: each keeps the day and the instant that its page is about."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from coalition.web.moment import Moment, write_query

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *arguments: Any, **more: str) -> str:
    """`{% to "web:country" code %}`: the address of a page at the moment of this one.

    Keywords are further parameters; those that are empty are left out.
    """
    return reverse(name, args=arguments) + write_query({**find_moment(context), **more})


@register.simple_tag(takes_context=True)
def query(context: Context, **more: Any) -> str:
    """`{% query group=group %}`: this page with other parameters, at the same moment.

    A parameter of the moment itself is replaced, or left out where it is given empty.
    """
    given = {**find_moment(context), **more}
    return write_query({name: str(value or "") for name, value in given.items()}) or "?"


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
