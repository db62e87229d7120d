from django.urls import path

from talentnet.opportunities import views as views

app_name = "opportunities"
urlpatterns = [
    path("", views.browse, name="browse"),
    path("<int:opportunity_id>/", views.detail, name="detail"),
    path("<int:opportunity_id>/report/", views.report, name="report"),
    path("<int:opportunity_id>/report/withdraw/", views.withdraw_report, name="withdraw_report"),
]
