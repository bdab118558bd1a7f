"""Jobs: what workers have to do, and what they could not do."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition.admin.tables import ReadOnlyAdmin, shorten
from coalition.ingestion.jobs import retry_job
from coalition.models import Job, ModelCall
from coalition.vocabulary import JobKind, JobState

TABLES = {
    JobKind.READ_FEED: "feed",
    JobKind.FETCH_PAGE: "page",
    JobKind.STORE_ARTICLE: "page",
    JobKind.READ_STANCES: "article",
}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """The work, its state and its errors; quarantined jobs can be made due again."""

    list_display = ("id", "kind", "about", "state", "attempts", "deaths", "due_at", "failure")
    words = {"state": JobState, "kind": JobKind}  # noqa: RUF012 - declared in TableAdmin
    list_filter = ("state", "kind")
    search_fields = ("error", "=target", "=run")
    fields = (
        "kind",
        "about",
        "state",
        "attempts",
        "deaths",
        "run",
        "error",
        "due_at",
        "lease_until",
        "created_at",
        "ended_at",
    )
    readonly_fields = ("about",)
    actions = ("retry",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may make a job due again."""
        return request.user.has_perm("coalition.change_job")

    @admin.display(description=_("about"))
    def about(self, job: Job) -> SafeString:
        """A link to the feed, page or article that the job is about."""
        table = TABLES[JobKind(job.kind)]
        address = reverse(f"admin:coalition_{table}_change", args=[job.target])
        return format_html('<a href="{}">{} {}</a>', address, table, job.target)

    @admin.display(description=_("error"))
    def failure(self, job: Job) -> str:
        """The beginning of what went wrong."""
        return shorten(job.error)

    @admin.action(description=_("Retry the selected quarantined jobs"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: "QuerySet[Job]") -> None:
        """Makes quarantined jobs due again; the others are left as they are."""
        jobs = list(queryset.filter(state=JobState.QUARANTINED))
        for job in jobs:
            retry_job(job)
        text = ngettext("%d job is due again.", "%d jobs are due again.", len(jobs)) % len(jobs)
        self.message_user(request, text, messages.SUCCESS if jobs else messages.WARNING)


@admin.register(ModelCall)
class ModelCallAdmin(ReadOnlyAdmin):
    """What language models were asked, what it cost, and what came of it."""

    list_display = (
        "sent_at",
        "model",
        "state",
        "failure",
        "prompt_tokens",
        "completion_tokens",
        "cost_usd",
        "latency_ms",
        "used_again",
    )
    list_filter = ("state", "model", "prompt_version")
    search_fields = ("failure", "=content_sha256")
