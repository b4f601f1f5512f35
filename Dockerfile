# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/groundwire
ENV PATH=/opt/groundwire/bin:$PATH
COPY constraints.txt .
# the CPU build: the default one brings gigabytes of CUDA
RUN pip install --no-cache-dir torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY rag rag
COPY api api
RUN pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 groundwire \
    && install --directory --owner groundwire --group groundwire /data
COPY --from=build /opt/groundwire /opt/groundwire
ENV PATH=/opt/groundwire/bin:$PATH GROUNDWIRE_HOME=/data PYTHONUNBUFFERED=1
USER groundwire
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["groundwire"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
