"""Who is told of news by webhook, and what came of it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from coalition.admin.tables import ReadOnlyAdmin
from coalition.models import Delivery, Webhook
from coalition.webhooks import replay_delivery


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    """Webhooks are made and ended by their clients; a stopped one can be started again here."""

    list_display = ("url", "key", "kind", "told_until", "failures", "stopped_at")
    list_filter = (("stopped_at", admin.EmptyFieldListFilter), "kind")
    search_fields = ("url",)
    concealed = exclude = ("secret",)
    actions = ("start_again",)

    def has_start_permission(self, request: HttpRequest) -> bool:
        """Who may start one again."""
        return request.user.has_perm("coalition.change_apikey")

    @admin.action(
        description=gettext_lazy("Start the selected webhooks again"), permissions=["start"]
    )
    def start_again(self, request: HttpRequest, queryset: "QuerySet[Webhook]") -> None:
        """Sends again all that was not taken."""
        due = sum(replay_delivery(row.pk) for row in queryset)
        words = ngettext("%d delivery is due again.", "%d deliveries are due again.", due) % due
        self.message_user(request, words, messages.SUCCESS)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What receivers were told; a delivery can be sent again."""

    list_display = ("created_at", "webhook", "event", "state", "attempts", "status", "error")
    list_filter = ("state",)
    search_fields = ("event", "error")
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may send one again."""
        return request.user.has_perm("coalition.change_apikey")

    @admin.action(description=gettext_lazy("Send the selected again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: "QuerySet[Delivery]") -> None:
        """Makes deliveries due again, with the ids that they had."""
        due = sum(replay_delivery(row.webhook_id, row.pk) for row in queryset)
        words = ngettext("%d delivery is due again.", "%d deliveries are due again.", due) % due
        self.message_user(request, words, messages.SUCCESS)
