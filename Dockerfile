# Builds in one stage, runs in another without compilers; the process is not root.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
# requirements-watching.lock adds the packages of Sentry and OpenTelemetry, requirements-storage.lock these
# and those of object storage.
ARG REQUIREMENTS=requirements.lock
COPY ${REQUIREMENTS} requirements.lock
RUN /venv/bin/pip install --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=coalition.config.settings VAR_DIR=/app/var
RUN useradd --system --uid 10001 --no-create-home coalition
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY coalition coalition
COPY clients clients
COPY seeds seeds
COPY static static
COPY templates templates
# With the settings of production, whose storage writes the hashed names; nothing named is contacted.
RUN mkdir -p var/exports && PRODUCTION=1 SECRET_KEY=only-while-building-$(head -c 32 /dev/urandom | base64 -w0) \
    ALLOWED_HOSTS=build DATABASE_URL=postgres://build/build CELERY_BROKER_URL=redis://build \
    python manage.py collectstatic --noinput \
    && chown -R coalition var
USER coalition
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", \
     "--http1-header-read-timeout", "10000", "--respawn-failed-workers", \
     "--workers-kill-timeout", "20", \
     "coalition.config.wsgi:application"]
