from django.urls import path

from talentnet.home import data_views, settings_views, views

app_name = "home"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.dashboard, name="dashboard"),
    path("settings/", settings_views.settings, name="settings"),
    path("settings/time-zone/", settings_views.time_zone, name="time_zone"),
    path("settings/sent-to-the-model/", settings_views.sent_to_model, name="sent_to_model"),
    path("settings/sent/", data_views.sent, name="sent"),
    path("settings/download/", data_views.download, name="download"),
    path("settings/download/<int:export_id>/", data_views.export, name="export"),
    path("settings/download/<int:export_id>/file/", data_views.export_file, name="export_file"),
    path("settings/delete/", data_views.delete_account, name="delete_account"),
    path("goodbye/", data_views.goodbye, name="goodbye"),
    path("privacy/", data_views.privacy, name="privacy"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.health, name="health"),
]
