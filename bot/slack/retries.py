"""When a call to Slack may be made again by itself: never a post that may have been taken."""

from slack_sdk.http_retry import ConnectionErrorRetryHandler, HttpRequest, HttpResponse, RetryState
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.handler import RetryHandler

_NOT_TWICE = ("chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal")


class LostConnection(ConnectionErrorRetryHandler):
    """Asks again when the connection was lost, unless that could say something twice.

    slack_sdk's own handler does it for every method: an answer that is lost on its way then makes a
    second message. Whoever posts looks whether the first is there (source: slack_sdk 3.47).
    """

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.rstrip("/").endswith(_NOT_TWICE):
            return False
        return super()._can_retry(state=state, request=request, response=response, error=error)


def retry_handlers() -> list[RetryHandler]:
    """For every client: wait as long as Slack says; once more when a connection was lost."""
    return [LostConnection(max_retry_count=1), RateLimitErrorRetryHandler(max_retry_count=3)]
