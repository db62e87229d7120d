from django.urls import path

from talentnet.home import settings_views, views

app_name = "home"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.dashboard, name="dashboard"),
    path("settings/", settings_views.settings, name="settings"),
    path("settings/time-zone/", settings_views.time_zone, name="time_zone"),
    path("settings/sent-to-the-model/", settings_views.sent_to_model, name="sent_to_model"),
    path("healthz", views.health, name="health"),
]
