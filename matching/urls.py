from django.urls import path

from matching import views

app_name = "matching"
urlpatterns = [
    path("", views.matches, name="matches"),
    path("list/", views.match_list, name="list"),
    path("refresh/", views.start_refresh, name="start_refresh"),
    path("refresh/<int:refresh_id>/", views.refresh_status, name="refresh_status"),
    path("<int:match_id>/", views.match, name="match"),
]
