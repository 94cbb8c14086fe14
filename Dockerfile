# One image, no root, read-only root file system possible: everything that changes is under /data.
FROM python:3.13-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home evidence

WORKDIR /app
COPY requirements.lock ./
RUN python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY evidence ./evidence
COPY sample ./sample
COPY schemas ./schemas
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
    && python -m app.components requirements.lock --out sbom.cdx.json

USER evidence
VOLUME /data
ENV EVIDENCE_HOME=/data/library \
    EVIDENCE_HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1
EXPOSE 8000

# It serves others only once there is an account and EVIDENCE_ADDRESS says the address people use. Publish the port
# to the proxy that ends HTTPS, never to the world: docker run -p 127.0.0.1:8000:8000 -e EVIDENCE_ADDRESS=https://...
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

CMD ["evidence", "serve"]
