from django.urls import path

from talentnet.home import views

app_name = "home"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("healthz", views.health, name="health"),
]
