"""Names that are in use no more: what they named is found under another now."""

from django.db import models
from django.db.models import Q

from coalition.models.countries import Country
from coalition.models.fields import tracked
from coalition.models.proposals import Proposal


@tracked
class FormerName(models.Model):
    """A code of a country or a slug of a proposal under which it was found before, or is found elsewhere.

    Addresses that hold it lead on. A name that is in use means what it names, whatever stands here.
    """

    name = models.CharField(max_length=60, primary_key=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="former_names"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="former_names"
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(country__isnull=True, proposal__isnull=False)
                | Q(country__isnull=False, proposal__isnull=True),
                name="former_name_leads_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, now {self.country_id or self.proposal_id}"
