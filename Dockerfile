FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN ["python", "-m", "venv", ".venv"]
COPY requirements.txt ./
RUN [".venv/bin/python", "-m", "pip", "install", "--require-hashes", "-r", "requirements.txt"]
COPY . ./
# Editable: the code lies in the image as in a checkout, so migrations and data are found the same way.
RUN [".venv/bin/python", "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-e", "."]

FROM python:3.13-slim-bookworm
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOTLINE_DATA_DIR=/var/lib/hotline
RUN ["useradd", "--system", "--uid", "10001", "--create-home", "--home-dir", "/var/lib/hotline", "hotline"]
WORKDIR /app
COPY --from=build /app ./
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["hotline", "web", "--host", "0.0.0.0", "--port", "8000"]
