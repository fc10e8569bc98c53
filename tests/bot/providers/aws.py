"""AWS for tests: moto's server on this machine, and credentials that are none."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

KEY_ID = "AKIAQZ7Y4LARKSPURX2M"
REGION = "eu-central-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": KEY_ID,
    "AWS_SECRET_ACCESS_KEY": "not-a-secret-of-anybodys",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}


@contextmanager
def moto() -> Iterator[str]:
    """The address of a server that plays AWS; its jobs of Batch need no Docker."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    told = json.dumps({"batch": {"use_docker": False}}).encode()
    asked = urllib.request.Request(
        f"{url}/moto-api/config", told, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(asked).close()
    try:
        yield url
    finally:
        server.stop()


def client(service: str, url: str) -> Any:
    """A client of boto3's own on that server, to put things there."""
    return boto3.client(service, region_name=REGION, endpoint_url=url)
