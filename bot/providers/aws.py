"""What the providers on AWS have in common: clients of boto3, and why one gave no answer.

boto3 is the extra `aws`; it is imported when the first call is made. Credentials are AWS's own
chain (environment, profile, role of the machine): none stands in Cardkeeper's settings.
"""

import logging
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from bot.counts import REQUESTS
from bot.providers.answers import OUR_LIMIT, CouldNotAsk, Limit, refusal_words
from bot.settings import Settings

log = logging.getLogger(__name__)

_THROTTLED = frozenset(
    {"TooManyRequestsException", "ThrottlingException", "Throttling", "SlowDown",
     "RequestLimitExceeded"}
)  # fmt: skip
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_making = threading.Lock()
_PAUSE_S = 60.0  # after AWS has asked for fewer calls; it names no time itself


class AwsCalls:
    """Calls to one service of AWS in the regions of the settings. None of them raises."""

    def __init__(
        self,
        service: str,
        title: str,
        regions: Sequence[str],
        *,
        limit: Limit,
        endpoint: str = "",
        timeout_s: float = 10.0,
    ) -> None:
        self.regions = tuple(regions)
        self.limit = limit
        self.is_there = find_spec("boto3") is not None
        self._service = service
        self._title = title
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    @property
    def can_ask(self) -> bool:
        """Whether regions are given and boto3 is installed."""
        return bool(self.regions) and self.is_there

    def call(self, region: str, operation: str, service: str = "", **given: Any) -> Any:
        """One call, by boto3's name of the operation: AWS's answer, or a `CouldNotAsk`."""
        if not self.limit.take():
            return CouldNotAsk(OUR_LIMIT)
        answer = self._answer(region, operation, service, given)
        status = (answer.status or "lost") if isinstance(answer, CouldNotAsk) else 200
        REQUESTS.labels(self._title.lower().replace(" ", "-"), operation, str(status)).inc()
        return answer

    def _answer(self, region: str, operation: str, service: str, given: dict[str, Any]) -> Any:
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            ConnectTimeoutError,
            NoCredentialsError,
            PartialCredentialsError,
            ReadTimeoutError,
        )

        try:
            return getattr(self.client(region, service), operation)(**given)
        except ClientError as error:
            return self._refused(error.response)
        except (ReadTimeoutError, ConnectTimeoutError):
            return CouldNotAsk(f"{self._title} did not answer in time")
        except (NoCredentialsError, PartialCredentialsError):
            return CouldNotAsk("no credentials for AWS were found")
        except (BotoCoreError, OSError):
            return CouldNotAsk(f"{self._title} could not be reached")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # botocore reads whatever it is given, and not all of its parsers mind
            return CouldNotAsk(f"{self._title} gave an answer that cannot be read")

    def client(self, region: str, service: str = "") -> Any:
        """boto3's client of a region, made once."""
        service = service or self._service
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._made(region, service)
            return self._clients[service, region]

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _made(self, region: str, service: str) -> Any:
        from botocore.config import Config

        config = Config(
            connect_timeout=self._timeout_s,
            read_timeout=self._timeout_s,
            retries={"total_max_attempts": 1, "mode": "standard"},  # who asks for links retries
            user_agent_extra="Cardkeeper",
        )
        with _making:  # a session may be used by one thread at a time, its clients by any number
            client = session().client(
                service, region_name=region, config=config, endpoint_url=self._endpoint or None
            )
        if service == "s3":
            # which region a bucket is in is asked once; were that redirected, too, without end
            client.meta.events.register("before-call.s3.HeadBucket", _not_again)
        return client

    def _refused(self, response: Any) -> CouldNotAsk:
        """A refusal; AWS's own message may name accounts and roles, and is not shown."""
        code = str(response.get("Error", {}).get("Code", ""))
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        status = status if isinstance(status, int) else 0
        if code in _THROTTLED or status == 429:
            self.limit.shut(_PAUSE_S)
            return CouldNotAsk(f"{self._title} {refusal_words(429)}", 429)
        if code in _EXPIRED:
            return CouldNotAsk("the credentials for AWS have expired", status or 403)
        return CouldNotAsk(f"{self._title} {refusal_words(status)}", status)


@cache
def session() -> Any:
    """The one session of the process: it holds credentials and descriptions of AWS's services."""
    import boto3

    return boto3.session.Session()


def _not_again(params: dict[str, Any], **_: Any) -> None:
    params.setdefault("context", {}).setdefault("s3_redirect", {})["redirected"] = True


def regions_of(settings: Settings) -> tuple[str, ...]:
    """The regions that the settings name, each once."""
    parts = (part.strip() for part in settings.aws_regions.split(","))
    regions = tuple(dict.fromkeys(part for part in parts if part))
    if regions and find_spec("boto3") is None:
        log.warning(
            "CARDKEEPER_AWS_REGIONS is set and boto3 is not installed: install cardkeeper[aws]."
        )
    return regions
