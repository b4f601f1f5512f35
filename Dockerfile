# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# "local" brings llama.cpp, for a GGUF model in the same process: --build-arg EXTRAS=otel,local
ARG EXTRAS=otel
# any value brings sentence-transformers and torch, a gigabyte that the built-in embedder does without
ARG MODELS=""
WORKDIR /src
RUN python -m venv /opt/groundwire
ENV PATH=/opt/groundwire/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY constraints.txt pyproject.toml README.md LICENSE ./
# torch's CPU build: the default one brings gigabytes of CUDA
RUN if [ -n "$MODELS" ]; \
    then pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu; \
    else sed -i '/"sentence-transformers/d' pyproject.toml; fi
COPY index index
COPY rag rag
COPY api api
RUN pip install --constraint constraints.txt ".[$EXTRAS]"

FROM python:3.11-slim
RUN useradd --no-create-home --home-dir /nonexistent --uid 10001 groundwire \
    && install --directory --owner groundwire --group groundwire /data
COPY --from=build /opt/groundwire /opt/groundwire
# whoever can reach the port needs a key: docker compose exec groundwire groundwire key create NAME
ENV PATH=/opt/groundwire/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GROUNDWIRE_HOME=/data \
    GROUNDWIRE_REQUIRE_KEYS=true \
    GROUNDWIRE_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["groundwire"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
