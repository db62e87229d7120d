from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "talentnet.http.bad_request"
handler403 = "talentnet.http.permission_denied"
handler404 = "talentnet.http.page_not_found"
handler500 = "talentnet.http.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("talentnet.home.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("profile/", include("talentnet.profiles.urls")),
    path("matches/", include("matching.urls")),
    path("actions/", include("careeractions.urls")),
    path("admin/", admin.site.urls),
]
