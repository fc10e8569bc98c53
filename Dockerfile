# Two stages: the locked packages are installed with what building needs, then only they are kept.
# For a release, pin the base by digest as well: --build-arg BASE=python:3.12.x-slim-bookworm@sha256:...
ARG BASE=python:3.12-slim-bookworm
FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv --without-pip /venv
COPY requirements.lock requirements.runtime.lock pyproject.toml README.md LICENSE ./
RUN pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes \
      --no-compile -r requirements.runtime.lock
COPY bot bot
COPY protocol protocol
COPY storage storage
# what builds the wheel is locked too; it stays in this stage
RUN python -m venv /build \
 && /build/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
 && /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --no-deps \
      --no-compile /wheels/*.whl \
 && find /venv \( -name '__pycache__' -o -path '*/site-packages/*/tests' \) -prune -exec rm -rf {} + \
 # our own modules are compiled once, here: later nothing can be written (every package's: 28 MB)
 && cd /venv/lib/python3*/site-packages && python -m compileall -q bot protocol storage \
 && /venv/bin/cardkeeper --version

FROM ${BASE}
RUN useradd --uid 10001 --create-home --home-dir /home/cardkeeper --shell /usr/sbin/nologin cardkeeper \
 && install -d -o cardkeeper -g cardkeeper -m 0700 /data
COPY --from=build /venv /venv
# The root may be read-only: everything is written below /data; /tmp is only for SQLite's sorting.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CARDKEEPER_DATA=/data \
    CARDKEEPER_HOST=0.0.0.0
USER 10001:10001
WORKDIR /home/cardkeeper
VOLUME /data
EXPOSE 8380
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:%s/healthz' % os.environ.get('CARDKEEPER_PORT', '8380'), timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["cardkeeper"]
CMD ["serve"]
