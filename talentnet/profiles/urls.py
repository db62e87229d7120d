from django.urls import path

from talentnet.profiles import views

app_name = "profiles"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("edit/", views.edit, name="edit"),
]
