"""Secrets in what runs write are not shown; what helps to find a fault is."""

import time

import pytest

from bot.providers.redaction import HIDDEN, last_lines, redact, secret_values

SECRET = "hunter2-Zx9Kq81vTr44mWp"


@pytest.mark.parametrize(
    "text",
    [
        f"nextflow run x --db_password {SECRET}",
        f"nextflow run x --db_password={SECRET} -profile docker",
        f"nextflow run x --db-password '{SECRET}'",
        f'nextflow run x --api_key "{SECRET}"',
        f"export TOWER_ACCESS_TOKEN={SECRET}",
        f"AWS_SECRET_ACCESS_KEY: {SECRET}",
        f'{{"password": "{SECRET}", "x": 1}}',
        f"params.secret = '{SECRET}'",
        f"curl -H 'Authorization: Bearer {SECRET}' https://x",
        f"curl -H 'X-Api-Key: {SECRET}' https://x",
        f"curl -u user:{SECRET} https://x",
        f"postgresql://reader:x@{SECRET}@db.example/x",
        f"DB_PWD={SECRET} psql",
        f"mysql -u reader -p{SECRET} runs",
        f"sshpass -p {SECRET} ssh host",
        f"Cookie: session={SECRET}",
        f'export TOKEN="{SECRET}',
        f'{{\\"password\\": \\"{SECRET}\\"}}',
        f'{{"token": ["{SECRET}"]}}',
        f"https://x.example/y?auth={SECRET}",
        f"postgresql://reader:{SECRET}@db.example/x",
        f"https://{SECRET}@github.com/larkspur-bio/x",
        f"nextflow run x -with-weblog https://log.example/hooks/{SECRET}?k=1",
        f"nextflow run x -with-tower http://user:{SECRET}@tower.example/api",
        f"https://x.s3.amazonaws.com/k?X-Amz-Signature={SECRET}&y=1",
        f"https://hooks.slack.com/services/{SECRET}",
        f"https://x.example/y?token={SECRET}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}",
        f"the password is {SECRET}",
        f"Your API key was: '{SECRET}'.",
        f"access token is {SECRET}, and it has expired",
        f"the passphrase is {SECRET}.",
        f"http --auth me:{SECRET} https://x.example",
        f"tool --auth={SECRET}",
        f"tool --proxy-auth '{SECRET}' run",
        f"//registry.example/:_auth={SECRET}",
        f'{{"auths": {{"x.example": {{"auth": "{SECRET}"}}}}}}',
        f"psql reader:{SECRET}@db.example/runs",
        f"scp me:{SECRET}@db.example:/data .",
        f"cannot reach me:{SECRET}@localhost",
        f"cannot reach me:{SECRET}@db:5432/runs",
    ],
)
def test_a_secret_is_hidden_where_runs_write_it(text: str) -> None:
    assert SECRET not in redact(text)
    assert HIDDEN in redact(text)


@pytest.mark.parametrize("word", ["swordfish", "Sesame", "hunter2", "1234"])
def test_a_password_that_is_a_word_is_hidden_where_it_is_said(word: str) -> None:
    assert redact(f"password is {word}") == f"password is {HIDDEN}"


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
        "github_pat_" + "11ABCDEFG0aBcDeFgHiJ_kLmNoPqRsTuVwXyZ",
        "xoxb-" + "2345678901-abcdefghij",
        "eyJ0aWQiOiA5OTk5fS5hYmNkZWY=",
        "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY12",
    ],
)
def test_a_secret_is_known_by_its_look(secret: str) -> None:
    assert secret not in redact(f"it said {secret} and ended")


@pytest.mark.parametrize(
    "text",
    [
        "Process `NFCORE_RNASEQ:RNASEQ:ALIGN_STAR:STAR_ALIGN (donor_17)` terminated",
        "exit status (137)",
        "s3://larkspur-compbio/work/4nB2xYz01Ab3Cd/4f/91c2d0aa0f01",
        "container quay.io/biocontainers/star:2.7.10a--h9ee0642_0",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "java.lang.OutOfMemoryError: Java heap space",
        "sample Donor17_Lane3_Replicate2_2026 has no reads",
        "ERROR ~ No such file: /data/samples/token_counts.tsv",
        "nextflow run nf-core/rnaseq -r 3.19.0 --input s3://x/y.csv --outdir s3://x/out",
        "the password is required",
        "Password is incorrect. The token was not found, and the API key is expired.",
        "The passphrase is too short: the password is 8 characters, the token is 40 characters.",
        "credentials are missing; the session key is in the header; the signature is OK",
        "tool --auth-mode sso failed: auth: no answer, authentication was refused",
        "quay.io/biocontainers/star:2.7.10a@sha256:9f86d081884c7d65",
        "mailto:ada@larkspur.example, from:ada@larkspur.example",
        "finished at 10:45@node-7",
        "git@github.com:larkspur-bio/runs.git",
    ],
)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redact(text) == text


def test_values_of_secret_parameters_are_hidden_wherever_they_turn_up() -> None:
    found = secret_values({"outdir": "s3://x", "deep": [{"my_token": "abcd-efgh"}], "pin": "1234"})
    assert found == ("abcd-efgh",)
    assert redact("refused: abcd-efgh", found) == f"refused: {HIDDEN}"


def test_values_of_an_environment_are_read_by_line() -> None:
    env = f"THREADS=4\nexport DB_PASSWORD='{SECRET}'\nPATH=/bin"
    assert secret_values(env) == (SECRET,)


def test_the_last_lines_are_redacted_before_they_are_cut() -> None:
    text = "\n".join([f"line {number}" for number in range(30)] + ["", f"password={SECRET}", "end"])
    lines = last_lines(text, most=3)
    assert lines == ("line 29", f"password={HIDDEN}", "end")


def test_a_line_without_end_is_cut() -> None:
    assert len(last_lines("x" * 5000, width=100)[0]) == 100


def test_what_is_redacted_stays_so() -> None:
    once = redact(f"--token {SECRET} Authorization: Bearer {SECRET}")
    assert redact(once) == once


@pytest.mark.parametrize(
    "part",
    [
        "a.",
        "a-",
        "--token",
        "token.",
        "u:",
        "x://",
        "eyJ",
        'key="',
        "password is ",
        "a:bcd",
        "a:b@",
        "--auth ",
        "auth=",
        "token  ",
    ],
)
def test_a_text_made_to_be_slow_is_read_at_once(part: str) -> None:
    begun = time.process_time()
    redact(part * (20_000 // len(part)))
    secret_values(part * (20_000 // len(part)))
    assert time.process_time() - begun < 1  # it was minutes: a failed run's report held up the rest


def test_a_switch_is_no_secret_value() -> None:
    assert secret_values({"save_tokens": True, "my_token": "abcd-efgh"}) == ("abcd-efgh",)
