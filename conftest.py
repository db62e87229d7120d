import os

# The tests are about the product, not about what this shell happens to hold.
for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "LLM_BACKEND"):
    os.environ.pop(name, None)
for name in ("LLM_MODEL", "ALLOWED_HOSTS", "DEBUG", "REFRESHES_PER_HOUR", "SECRET_KEY", "HTTPS"):
    os.environ.pop(name, None)
