"""Who publishes, and the lists of links that they offer."""

from django.db import models

from coalition.models.fields import holds_one_of, tracked, word_field
from coalition.vocabulary import Tier

# The source of what came without one. It is no outlet: nobody published anything there.
UNKNOWN_SOURCE = "unknown.invalid"


@tracked
class Source(models.Model):
    """An outlet or a government site by its domain, which covers its subdomains.

    `open_text` says that whole texts may be shown to the public; elsewhere only passages are.
    """

    domain = models.CharField(max_length=253, primary_key=True)
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=4, blank=True)  # any ISO code: outlets sit everywhere
    language = models.CharField(max_length=8, blank=True)
    tier = word_field(Tier, default=Tier.UNKNOWN.value)
    open_text = models.BooleanField(default=False)
    licence = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("domain",)
        constraints = (holds_one_of("tier", Tier, "source_tier_is_known"),)

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether a line may rest on what it says."""
        return Tier(self.tier).counts


@tracked
class Feed(models.Model):
    """A list of links of a source, when it is due, and how it fared last."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="feeds")
    url = models.URLField(max_length=2000, unique=True)
    active = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ("source_id", "url")

    def __str__(self) -> str:
        return self.url
