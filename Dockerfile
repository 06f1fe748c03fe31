# syntax=docker/dockerfile:1
# The bot in a small image: docker build -t ac-deploy .
#   docker run --env-file .env -v "$PWD/config:/app/config:ro" ac-deploy
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src

# The dependencies alone first: this layer is built again only when they change.
COPY Cargo.toml Cargo.lock ./
COPY tests/world/Cargo.toml tests/world/
# Cargo.toml names the benchmarks: without their files it is not even read.
COPY benches benches
RUN mkdir -p src tests/world/src \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs tests/world/src/lib.rs \
    && cargo build --release --locked --package ac-deploy \
    && rm -r src

COPY src src
COPY scripts scripts
COPY config config
RUN touch src/main.rs src/lib.rs && cargo build --release --locked --package ac-deploy

FROM debian:bookworm-slim
# The AWS SDK trusts the system's certificates, and the slim image has none.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --no-create-home --uid 10001 ac-deploy
WORKDIR /app
COPY --from=build /src/target/release/ac-deploy /usr/local/bin/ac-deploy
USER ac-deploy
# SIGTERM ends it in order: uploads are aborted, the gateway is closed.
STOPSIGNAL SIGTERM
ENTRYPOINT ["ac-deploy"]
CMD ["bot"]
