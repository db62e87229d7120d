from django.urls import path, register_converter

from matching import refresh_views, views
from matching.transitions import TRANSITIONS
from talentnet.verbs import converter_for

register_converter(converter_for(TRANSITIONS), "match_verb")

app_name = "matching"
urlpatterns = [
    path("", views.matches, name="matches"),
    path("list/", views.match_list, name="list"),
    path("growth/", views.growth, name="growth"),
    path("refresh/", refresh_views.start_refresh, name="start_refresh"),
    path("refresh/now/", refresh_views.refresh_panel, name="refresh_panel"),
    path("refresh/<int:refresh_id>/", refresh_views.refresh_status, name="refresh_status"),
    path("<int:match_id>/", views.match, name="match"),
    path("<int:match_id>/<match_verb:verb>/", views.change, name="change"),
]
