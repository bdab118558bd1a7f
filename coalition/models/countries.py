"""Who holds positions: countries, the people who speak for them, and the groups that they belong to."""

from django.db import models
from django.db.models import F, Q

from coalition.models.fields import choose_name, holds_one_of, tracked, word_field
from coalition.vocabulary import Role


@tracked
class Country(models.Model):
    """A state by ISO 3166-1 alpha-2 code (Kosovo: XK), or the organisations EU and NATO.

    `population` and `forces`, its active armed forces, are those of the year beside each
    (seeds/README.md names the source); null where nobody counted.
    """

    code = models.CharField(max_length=4, primary_key=True)
    alpha3 = models.CharField(max_length=4, blank=True)
    m49 = models.CharField(max_length=3, blank=True)
    wikidata = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=16)
    name_en = models.CharField(max_length=80)
    name_it = models.CharField(max_length=80)
    name_uk = models.CharField(max_length=80)
    region = models.CharField(max_length=40, blank=True)
    coalition_status = models.CharField(max_length=16, blank=True)
    notes = models.TextField(blank=True)
    population = models.PositiveBigIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    forces = models.PositiveIntegerField(null=True, blank=True)
    forces_year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "countries"
        ordering = ("code",)

    def __str__(self) -> str:
        return choose_name(self.name_en, self.name_it)


@tracked
class Office(models.Model):
    """A person in an office of a country, from a day to a day (dates as known: YYYY[-MM[-DD]])."""

    person = models.CharField(max_length=120)
    country = models.ForeignKey(Country, models.PROTECT, related_name="offices")
    role = word_field(Role)
    title = models.CharField(max_length=160, blank=True)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    verified = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ("country_id", "role", "since", "person")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "country", "role", "since"], name="office_is_held_once"
            ),
            holds_one_of("role", Role, "office_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.title or self.role}"


@tracked
class Membership(models.Model):
    """A country's time in a group such as NB8; `until` is empty while it lasts."""

    group = models.CharField(max_length=40)
    country = models.ForeignKey(Country, models.PROTECT, related_name="memberships")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("group", "country_id")
        constraints = (
            models.UniqueConstraint(
                fields=["group", "country", "since"],
                name="membership_begins_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} in {self.group}"
