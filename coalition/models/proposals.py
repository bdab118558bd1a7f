"""What positions are about."""

from django.db import models
from django.db.models import Q

from coalition.models.fields import choose_name, tracked


@tracked
class Proposal(models.Model):
    """A proposal on the table. Evidence on it is stale after `horizon_days`."""

    slug = models.SlugField(max_length=60, primary_key=True)
    name_en = models.CharField(max_length=120)
    name_it = models.CharField(max_length=120)
    group = models.CharField(max_length=24)
    order = models.PositiveSmallIntegerField()
    first_raised = models.CharField(max_length=10, blank=True)
    horizon_days = models.PositiveSmallIntegerField()
    horizon_reason = models.TextField(blank=True)
    related = models.ManyToManyField("self", blank=True, through="ProposalRelation")
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_into"
    )
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1), name="evidence_holds_for_at_least_a_day"
            ),
        )

    def __str__(self) -> str:
        return choose_name(self.name_en, self.name_it)


@tracked
class ProposalRelation(models.Model):
    """That two proposals are related: a row each way."""

    from_proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    to_proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+")

    class Meta:
        db_table = "coalition_proposal_related"
        constraints = (
            models.UniqueConstraint(
                fields=["from_proposal", "to_proposal"], name="proposals_are_related_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_proposal_id} and {self.to_proposal_id}"


@tracked
class ProposalDefinition(models.Model):
    """What a proposal means, a version each time the words change; stances name theirs by date."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    text_en = models.TextField()
    text_it = models.TextField()
    since = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("proposal", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["proposal", "version"], name="definition_version_is_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.version}"
