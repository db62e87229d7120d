from django.contrib import admin

from talentnet.notifications.models import Mail
from talentnet.readonly import ReadOnlyAdmin


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin[Mail]):
    """Delivery log: recipient, time and outcome of each email. Texts aren't stored."""

    list_display = ("id", "kind", "user", "day", "status", "attempts", "claimed_at", "finished_at")
    list_filter = ("status", "kind", "claimed_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "address", "error")
    date_hierarchy = "claimed_at"
