# Two stages: the locked packages are installed with what building needs, then only they are kept.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY requirements.runtime.lock ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.runtime.lock
COPY bot bot
COPY protocol protocol
COPY storage storage
RUN python -m venv /build \
 && /build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
 && /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /venv/bin/pip install --no-cache-dir --no-deps /wheels/*.whl \
 && /venv/bin/pip uninstall -y pip \
 && find /venv -name '__pycache__' -prune -exec rm -rf {} +

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --create-home --home-dir /home/cardkeeper cardkeeper \
 && install -d -o cardkeeper -g cardkeeper /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CARDKEEPER_DATA=/data \
    CARDKEEPER_HOST=0.0.0.0
USER cardkeeper
WORKDIR /home/cardkeeper
VOLUME /data
EXPOSE 8380
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8380/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["cardkeeper"]
CMD ["serve"]
