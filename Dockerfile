# syntax=docker/dockerfile:1
# The bot in a small image: docker build -t ac-deploy .
#   docker run --env-file .env -v "$PWD/config:/app/config:ro" ac-deploy
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src

# The agent runs on x86-64 machines, whatever processor this image is for.
RUN if [ "$(uname -m)" != x86_64 ]; then \
        rustup target add x86_64-unknown-linux-gnu \
        && apt-get update \
        && apt-get install -y --no-install-recommends gcc-x86-64-linux-gnu libc6-dev-amd64-cross \
        && rm -rf /var/lib/apt/lists/*; \
    fi
ENV CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=x86_64-linux-gnu-gcc \
    CC_x86_64_unknown_linux_gnu=x86_64-linux-gnu-gcc

COPY Cargo.toml Cargo.lock ./
# Cargo.toml names the benchmarks and the tests' world: without them it is not even read.
COPY benches benches
COPY tests/world/Cargo.toml tests/world/
RUN mkdir -p tests/world/src && touch tests/world/src/lib.rs
COPY crates crates
COPY src src
COPY scripts scripts
COPY config config

# Which commit this is: .git is not sent to the builder.
ARG AC_DEPLOY_COMMIT=
# What was built before is kept between builds.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package ac-deploy \
    && cargo build --release --locked --package agent --target x86_64-unknown-linux-gnu \
    && mkdir -p /out \
    && cp target/release/ac-deploy target/x86_64-unknown-linux-gnu/release/ac-deploy-agent /out/ \
    && scripts/check-agent /out/ac-deploy-agent

FROM debian:bookworm-slim
# The AWS SDK trusts the system's certificates, and the slim image has none.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --no-create-home --uid 10001 ac-deploy
WORKDIR /app
COPY --from=build /out/ /usr/local/bin/
USER ac-deploy
# SIGTERM ends it in order: uploads are aborted, the gateway is closed.
STOPSIGNAL SIGTERM
ENTRYPOINT ["ac-deploy"]
CMD ["bot"]
