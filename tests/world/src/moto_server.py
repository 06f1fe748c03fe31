"""moto for many worlds: imported once, forked for each.

Importing moto and reading its tables takes about two seconds of processor
time, a fork some milliseconds. This process imports, warms up, and then obeys
lines on its standard input:

    start       fork a server on a free port, answer "PID PORT"
    stop PID    end that server

When standard input closes, for whatever reason, everything here ends: a test
program that is killed leaves nothing behind.
"""

import ctypes
import gc
import logging
import os
import signal
import sys

from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server
from werkzeug.test import Client

# Reads only: what they leave behind, every world starts with.
WARM_UP = (
    ("ec2", "2016-11-15", "DescribeVpcs"),
    ("ec2", "2016-11-15", "DescribeInstanceTypeOfferings"),
    ("iam", "2010-05-08", "ListPolicies"),
    ("iam", "2010-05-08", "ListRoles"),
    ("sts", "2011-06-15", "GetCallerIdentity"),
)
PR_SET_PDEATHSIG = 1


class Handler(MotoRequestHandler):
    # One connection carries many requests, as with the real services.
    protocol_version = "HTTP/1.1"
    # Without this, small answers wait 40 ms for the kernel's delayed ACK.
    disable_nagle_algorithm = True


def warm_up() -> DomainDispatcherApplication:
    """Load what moto loads late: instance types, managed policies, routes."""
    application = DomainDispatcherApplication(create_backend_app)
    client = Client(application)
    for service, version, action in WARM_UP:
        scope = f"warm-up/20260101/us-east-1/{service}/aws4_request"
        answer = client.post(
            "/",
            data={"Action": action, "Version": version, "PathPrefix": "/"},
            headers={
                "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, "
                "SignedHeaders=host, Signature=none",
                "Host": f"{service}.us-east-1.amazonaws.com",
            },
        )
        if answer.status_code != 200:
            sys.exit(f"moto does not answer {action}: {answer.get_data(as_text=True)}")
    client.get("/", headers={"Host": "s3.us-east-1.amazonaws.com"})
    return application


def serve(application: DomainDispatcherApplication, answer: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    mock_random.seed()
    server = make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=Handler
    )
    os.write(answer, f"{os.getpid()} {server.server_port}\n".encode())
    os.close(answer)
    os.close(0)
    server.serve_forever()


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    application = warm_up()
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        verb, *rest = line.split()
        if verb == "start":
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reading)
                try:
                    serve(application, writing)
                finally:
                    os._exit(1)
            os.close(writing)
            children.add(child)
            with os.fdopen(reading) as answer:
                print(answer.readline().strip(), flush=True)
        elif verb == "stop" and int(rest[0]) in children:
            children.discard(int(rest[0]))
            os.kill(int(rest[0]), signal.SIGKILL)
            os.waitpid(int(rest[0]), 0)
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
