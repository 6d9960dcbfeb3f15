# The site and the crawls in one image: what they run on, locked by hash; a user without rights; data in a volume.
#
#   docker build -t wkep .
#   docker run -d --name wkep-site -p 127.0.0.1:8001:8001 -v wkep:/data wkep
#   docker run -d --name wkep-crawl -e WKEP_CONTACT=https://… -v wkep:/data wkep scrapy schedule
#
# docs/deploy.md goes on from here; compose.yaml is both and more in one file.

FROM python:3.11-slim AS build
WORKDIR /opt/wkep
COPY requirements.lock pyproject.toml setup.py README.md LICENSE ./
COPY tools/runtime_lock.py tools/
RUN python tools/runtime_lock.py > runtime.lock \
 && python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r runtime.lock
COPY catalogue/ catalogue/
COPY crawler/ crawler/
COPY spiders/ spiders/
# In place, as on a server: everything of the project lies under /opt/wkep and nowhere else.
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
 && .venv/bin/python -m compileall -q catalogue crawler spiders

FROM python:3.11-slim
LABEL org.opencontainers.image.title="WKEP catalogue" org.opencontainers.image.licenses="MIT"
# Numbers, since the volume knows no names.
RUN install -d -o 10001 -g 10001 -m 0750 /data
COPY --from=build /opt/wkep /opt/wkep
COPY metadata.yml scrapy.cfg /opt/wkep/
WORKDIR /opt/wkep
ENV PATH=/opt/wkep/.venv/bin:$PATH WKEP_DATA=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
EXPOSE 8001
STOPSIGNAL SIGTERM
# Healthy is who gives the front page; before the first build that is nobody, and the page says so.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8001/', timeout=8)"]
# The file may not be there yet: an empty one is made, and the first build takes its place without a restart.
CMD ["datasette", "serve", "/data/catalogue.db", "--create", "-m", "metadata.yml", "--host", "0.0.0.0", "--port", "8001"]
