from django.urls import path

from talentnet.notifications import public_views, views

app_name = "notifications"
urlpatterns = [
    path("settings/notifications/", views.notifications, name="settings"),
    path("settings/notifications/mails/", views.choose_mails, name="choose_mails"),
    path("settings/notifications/calendar/", views.renew_calendar, name="renew_calendar"),
    path("settings/notifications/calendar/revoke/", views.revoke_calendar, name="revoke_calendar"),
    path("calendar/<str:token>.ics", public_views.feed, name="feed"),
    path("mails/stop/<str:token>/", public_views.stop, name="stop"),
]
