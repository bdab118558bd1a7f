"""Who may do what: people and their roles, and the keys of API clients."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from coalition import second_factor
from coalition.admin.tables import ReadOnlyAdmin
from coalition.models import ApiKey, RequestCount, WriteMark
from coalition.vocabulary import KeyScope

if TYPE_CHECKING:
    KeyModelForm = forms.ModelForm[ApiKey]
    AnyUserAdmin = UserAdmin[User]
else:
    KeyModelForm, AnyUserAdmin = forms.ModelForm, UserAdmin

admin.site.unregister(User)
admin.site.unregister(Group)
# Their pages would show the keys of devices and let anybody with the right make one for another.
admin.site.unregister(TOTPDevice)
admin.site.unregister(StaticDevice)


class KeyForm(KeyModelForm):
    """A new key: its text and digest are made, never typed."""

    class Meta:
        model = ApiKey
        fields = ("name", "scope", "expires_at")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys are issued and revoked, never changed; what is kept of one cannot be turned back into it."""

    may_add = True
    list_display = (
        "name",
        "handle",
        "scope",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = ("scope", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "=handle")
    concealed = exclude = ("digest",)
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Who may end a key."""
        return request.user.has_perm("coalition.change_apikey")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        if obj is None:
            options |= {"form": KeyForm, "fields": KeyForm.Meta.fields}
        return super().get_form(request, obj, change, **options)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return KeyForm.Meta.fields if obj is None else super().get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Issues the key and shows its text, this once."""
        row, text = ApiKey.objects.issue(obj.name, KeyScope(obj.scope), obj.expires_at)
        obj.pk = row.pk
        words = _("The new key, shown only now: %s") % text
        self.message_user(request, words, messages.WARNING)

    @admin.action(description=gettext_lazy("Revoke the selected keys"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: "QuerySet[ApiKey]") -> None:
        """Ends keys at once; a revoked key stays listed."""
        ended = queryset.filter(revoked_at__isnull=True).update(revoked_at=Now())
        words = ngettext("%d key is revoked.", "%d keys are revoked.", ended) % ended
        self.message_user(request, words, messages.SUCCESS if ended else messages.WARNING)


@admin.register(RequestCount)
class RequestCountAdmin(ReadOnlyAdmin):
    """What clients of the API asked for in this minute; who they are is kept as a digest only."""

    list_display = ("counter", "minute", "spent")


@admin.register(WriteMark)
class WriteMarkAdmin(ReadOnlyAdmin):
    """That something was written which the public may read: what kept replies are held against."""

    list_display = ("id", "mark", "past")


@admin.register(User)
class PersonAdmin(AnyUserAdmin):
    """People. Roles are groups; only a superuser makes superusers or hands out single permissions."""

    list_display = (
        "username",
        "roles",
        "factor",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
    )
    list_filter = ("is_active", "groups")
    actions = ("forget_factor",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        return super().get_queryset(request).prefetch_related("groups", "totpdevice_set")

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def factor(self, user: Any) -> bool:
        """Whether a person set a device up."""
        return any(device.confirmed for device in user.totpdevice_set.all())

    @admin.action(
        description=gettext_lazy("Remove the second factor and end all sessions"),
        permissions=["change"],
    )
    def forget_factor(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        """For who lost device and recovery codes: asks for a new device at the next login."""
        people = [one for one in queryset if self.has_change_permission(request, one)]
        for one in people:
            second_factor.forget_factor(one)
            self.log_change(request, one, "second factor removed")
        words = ngettext(
            "The second factor of %d person is removed.",
            "The second factor of %d people is removed.",
            len(people),
        )
        self.message_user(request, words % len(people), messages.SUCCESS)

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        """The groups of a person."""
        return ", ".join(group.name for group in user.groups.all())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return (*fields, "is_superuser", "user_permissions", "last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change a superuser's account or password, is one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: verdicts name their editor for ever. An account is made inactive instead."""
        return False


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The roles: what each may do is fixed by a migration, and only a superuser changes it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
