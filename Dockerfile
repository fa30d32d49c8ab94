# docker build --target cpu -t orientir .        docker build --target cuda -t orientir:cuda .
# The CPU target takes an index of CPU-only torch wheels, which saves gigabytes:
#   --build-arg TORCH_INDEX=<the address that PyTorch's install page gives for CPU>
# The same image serves over HTTP: docker run … -e SERVE_HOST=0.0.0.0 -p 8000:8000 orientir \
#   python -m inference serve        compose.yaml runs both side by side.
FROM python:3.11-slim-bookworm AS base
# Two arenas: with one for each thread glibc keeps more memory than is in use.
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY assets assets
COPY inference inference
COPY bot bot
# A volume mounted here takes over these permissions, so that any user id can write to it.
RUN mkdir -p data && chmod 777 data
ENV DATA_DIR=/app/data HF_HOME=/app/data/huggingface
VOLUME /app/data
# The service (SERVE_PORT) and the webhook (WEBHOOK_PORT).
EXPOSE 8000 8080

FROM base AS cuda
RUN python -m pip install --constraint constraints.txt ".[gpu]"
USER 10001:10001
CMD ["python", "-m", "bot"]

FROM base AS cpu
ARG TORCH_INDEX=""
RUN python -m pip install ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} --constraint constraints.txt ".[cpu]"
USER 10001:10001
CMD ["python", "-m", "bot"]
