"""S3: objects and folders, against moto's server and over the wire."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.providers.s3 import S3, place_of
from protocol.links import LinkReference, LinkState, reference_of
from tests.bot.providers import aws
from tests.bot.providers.conformance import Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

URL = "s3://larkspur-results/atlas/counts.h5ad"
_THERE = {"etag": '"abc"', "last-modified": "Fri, 20 Nov 2026 10:00:00 GMT"}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def s3(url: str) -> S3:
    """The provider on an AWS at this address."""
    return S3([aws.REGION], endpoint=url, timeout_s=0.4)


def link(url: str = URL) -> LinkReference:
    """A link."""
    found = reference_of(url)
    assert found is not None
    return found


def there(asked: Asked) -> Told:
    """S3 with this one object."""
    is_known = asked.path == "/larkspur-results/atlas/counts.h5ad"
    return Told(200, None, _THERE) if is_known else Told(404)


class TestConforms(Conformance):
    """S3 keeps what every provider keeps."""

    case = Case(
        name="s3",
        make=s3,
        without_credentials=lambda: S3([]),
        urls=(
            URL,
            "s3://larkspur-results",
            "s3://larkspur-results/atlas/",
            "https://larkspur-results.s3.eu-central-1.amazonaws.com/atlas/counts.h5ad",
            "https://larkspur.results.s3.amazonaws.com/atlas/counts.h5ad",
            "https://s3.eu-central-1.amazonaws.com/larkspur-results/atlas/counts.h5ad",
            "https://s3.console.aws.amazon.com/s3/object/larkspur-results?region=x&prefix=a/b.txt",
            "https://eu-central-1.console.aws.amazon.com/s3/buckets/larkspur-results?prefix=a/",
        ),
        not_ours=(
            "https://s3.console.aws.amazon.com/s3/home",
            "https://larkspur-results.s3.eu-central-1.amazonaws.com.evil.example/x",
            "https://amazonaws.com/x",
        ),
        good=there,
        unknown=lambda _: Told(200, None, {**_THERE, "x-amz-storage-class": "HIBERNATING"}),
        token=aws.KEY_ID,
        state="present",
    )

    def test_states_that_nobody_knows_yet_are_unknown(self) -> None:
        """An object has no state: one in a class that is not known is there all the same."""
        state, _ = self.fetched(self.case.unknown)
        assert state.state == "present"


def test_the_signature_of_an_address_is_left_off() -> None:
    signed = "https://larkspur-results.s3.eu-central-1.amazonaws.com/a.txt?X-Amz-Signature=0123"
    assert "Signature" not in link(signed).url


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (URL, ("larkspur-results", "atlas/counts.h5ad")),
        (TestConforms.case.urls[3], ("larkspur-results", "atlas/counts.h5ad")),
        (TestConforms.case.urls[4], ("larkspur.results", "atlas/counts.h5ad")),
        (TestConforms.case.urls[5], ("larkspur-results", "atlas/counts.h5ad")),
        (TestConforms.case.urls[6], ("larkspur-results", "a/b.txt")),
        (TestConforms.case.urls[7], ("larkspur-results", "a/")),
        ("https://larkspur-results.s3.amazonaws.com/a%20b.txt", ("larkspur-results", "a b.txt")),
        ("s3://larkspur-results", ("larkspur-results", "")),
    ],
)
def test_bucket_and_key_are_read_from_every_form(url: str, place: tuple[str, str]) -> None:
    assert place_of(link(url)) == place


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    """moto's server with a bucket, and an object in it."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in aws.ENVIRONMENT.items():
            patched.setenv(name, value)
        with aws.moto() as url:
            made: Any = aws.client("s3", url)
            made.create_bucket(
                Bucket="larkspur-results",
                CreateBucketConfiguration={"LocationConstraint": aws.REGION},
            )
            body = b"x" * 12_345
            made.put_object(Bucket="larkspur-results", Key="atlas/counts.h5ad", Body=body)
            yield url


def fetched(amazon: str, url: str) -> LinkState:
    """What is said of it; moto may take its time."""
    return S3([aws.REGION], endpoint=amazon).fetch(link(url), NOW)


def test_an_object_is_there_with_its_size_and_age(amazon: str) -> None:
    state = fetched(amazon, URL)
    assert (state.state, state.title, state.detail) == ("present", "counts.h5ad", "12 kB")
    assert state.changed is not None


@pytest.mark.parametrize("url", ["s3://larkspur-results/atlas/", "s3://larkspur-results/atlas",
                                 "s3://larkspur-results"])  # fmt: skip
def test_a_folder_is_there_when_something_is_in_it(amazon: str, url: str) -> None:
    assert fetched(amazon, url).state == "present"


@pytest.mark.parametrize("url", ["s3://larkspur-results/atlas/none.h5ad", "s3://no-such-bucket/x",
                                 "s3://larkspur-results/empty/"])  # fmt: skip
def test_what_is_not_there_is_no_state_of_its_own(amazon: str, url: str) -> None:
    state = fetched(amazon, url)
    assert state.could_not_ask_since == NOW
    assert state.could_not_ask_why


def test_what_is_archived_says_so() -> None:
    headers = {**_THERE, "x-amz-storage-class": "GLACIER"}
    with loopback(lambda _: Told(200, None, headers)) as served:
        assert "in the archive" in s3(served.url).fetch(link(), NOW).detail
