"""Proposals and the versions of what they mean."""

from django.contrib import admin

from coalition.admin.tables import ClosedFilter, ReadOnlyAdmin, TableAdmin
from coalition.models import Proposal, ProposalDefinition, ProposalRelation


@admin.register(Proposal)
class ProposalAdmin(TableAdmin):
    """Names and relations; the horizon is read-only, since every line of the proposal rests on it."""

    may_add = False
    may_delete = False
    list_display = ("slug", "name_en", "group", "order", "horizon_days", "first_raised")
    list_filter = ("group",)
    search_fields = ("slug", "name_en", "name_it")
    readonly_fields = ("slug", "horizon_days", "horizon_reason")


@admin.register(ProposalDefinition)
class ProposalDefinitionAdmin(TableAdmin):
    """What a proposal means: other words are a new version, the old one stays as it was."""

    may_change = False
    may_delete = False
    list_display = ("proposal", "version", "since", "text_en")
    list_select_related = ("proposal",)
    list_filter = (("proposal", ClosedFilter),)
    search_fields = ("text_en", "text_it")


@admin.register(ProposalRelation)
class ProposalRelationAdmin(ReadOnlyAdmin):
    """Which proposals are related; changed on the proposal's own page."""

    list_display = ("from_proposal", "to_proposal")
    list_select_related = ("from_proposal", "to_proposal")
