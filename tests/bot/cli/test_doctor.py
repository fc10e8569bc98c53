"""`cardkeeper doctor`: one line for each thing that can be wrong, with what to do."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

import bot.doctor.trello as looked_at
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.team.people import slack_workspace
from bot.slack.manifest import scopes
from storage.calendars import keep_read
from storage.database import connect
from tests.bot.cli.deployment import AGREEMENT, Deployment
from tests.bot.cli.test_webhooks import answers
from tests.bot.trello import scene

LABELS = '[people."Ada Abel"]\ntrello = "ada"\n'


def lines(deployment: Deployment) -> dict[str, list[str]]:
    """What the doctor says, by the name of the check."""
    told = json.loads(deployment.run("doctor", "--format", "json").out)
    found: dict[str, list[str]] = {}
    for check in told["checks"]:
        line = f"{check['health']}: {check['says']} {check['do']}".strip()
        found.setdefault(check["name"], []).append(line)
    return found


def slack_up(deployment: Deployment, folder: Path) -> SlackStandIn:
    """A Slack workspace that the deployment has the tokens of; not served yet."""
    slack = SlackStandIn(folder / "slack.db", lambda: datetime.now(UTC))
    slack.load_workspace(slack_workspace())
    deployment.set("SLACK_BOT_TOKEN", slack.bot_token)
    deployment.agree(f'{AGREEMENT}\n[slack]\nchannel = "comp-bio"\n')
    return slack


@pytest.fixture
def with_slack(deployment: Deployment, tmp_path: Path) -> Iterator[SlackStandIn]:
    """The deployment with a Slack that is set up."""
    slack = slack_up(deployment, tmp_path)
    with ServerThread(slack.app) as server:
        slack.base_url = server.url
        deployment.set("SLACK_URL", f"{server.url}/api/")
        yield slack
    slack.close()


def test_a_healthy_deployment_ends_with_0(deployment: Deployment) -> None:
    deployment.run("fix", "--dry-run")  # makes the database

    ran = deployment.run("doctor")

    assert ran.status == 0, ran.out
    assert all(line.startswith("ok  ") for line in ran.out.splitlines())
    assert "All is well." in ran.err


def test_what_is_wrong_stands_with_what_to_do(deployment: Deployment) -> None:
    deployment.set("TRELLO_TOKEN", "no-such-token-anywhere")

    ran = deployment.run("doctor")

    assert ran.status == 1
    assert "failed     token" in ran.out
    assert "-> Make a token with scope read,write that never expires" in ran.out
    assert "no-such-token-anywhere" not in ran.out


def test_a_token_that_may_only_read_is_told(deployment: Deployment) -> None:
    deployment.stand_in.add_member(
        scene.BOT, "cardkeeper", "Cardkeeper", token="token-that-only-reads", may_write=False
    )
    deployment.set("TRELLO_TOKEN", "token-that-only-reads")

    assert "failed: the token may read boards, not write" in lines(deployment)["token rights"][0]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=90), "ok: the token expires on"),
        (timedelta(days=3), "attention: the token expires on"),
        (timedelta(days=-1), "failed: the token expired on"),
    ],
)
def test_a_token_about_to_expire_is_told(left: timedelta, said: str) -> None:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    expires = (now + left).isoformat()

    check = looked_at.token_expiry(expires, now)

    assert f"{check.health}: {check.says}".startswith(said)


def test_a_bot_that_is_only_an_observer_is_told(deployment: Deployment) -> None:
    deployment.stand_in.join(scene.BOARD, scene.BOT, "observer")

    told = lines(deployment)["board 'Genomes'"][0]

    assert told.startswith("failed: @cardkeeper is an observer")
    assert "Make @cardkeeper a normal member." in told


def test_a_board_that_the_bot_is_not_on_is_told_and_the_others_are_looked_at(
    deployment: Deployment,
) -> None:
    deployment.set("TRELLO_BOARDS", f"5f00000000000000000000ff,{scene.BOARD}")

    told = lines(deployment)

    assert "@cardkeeper is not a member of it" in told["board 5f00000000000000000000ff"][0]
    assert told["board 'Genomes'"][0].startswith("ok:")


def test_without_boards_the_setting_is_named(deployment: Deployment) -> None:
    deployment.set("TRELLO_BOARDS", "")

    assert "Set CARDKEEPER_TRELLO_BOARDS" in lines(deployment)["boards"][0]


def test_what_the_agreement_names_and_the_board_has_lost_is_told(deployment: Deployment) -> None:
    deployment.agree(AGREEMENT.replace('"Done" = "done"', '"Finished" = "done"'))

    told = " ".join(lines(deployment)["agreement on 'Genomes'"])

    assert "it names the list 'Finished' and the board has none" in told


def test_a_list_without_a_role_is_told(deployment: Deployment) -> None:
    deployment.ada.add_list(scene.BOARD, "Sequencing core")

    told = lines(deployment)["agreement on 'Genomes'"][0]

    assert told.startswith("attention: 'Sequencing core' has no role")


def test_people_whom_the_agreement_does_not_name_are_told(deployment: Deployment) -> None:
    deployment.agree(f"{AGREEMENT}\n{LABELS}")
    assert lines(deployment)["agreement on 'Genomes'"][0].startswith("ok")

    deployment.stand_in.join(scene.BOARD, scene.BEA, "normal")

    told = lines(deployment)["agreement on 'Genomes'"][0]
    assert told.startswith("attention: Bea Born is on the board and not among [people]")


def test_people_whom_the_board_does_not_know_are_told(deployment: Deployment) -> None:
    deployment.agree(f'{AGREEMENT}\n{LABELS}\n[people."Cai"]\ntrello = "cai"\n')

    told = " ".join(lines(deployment)["agreement on 'Genomes'"])

    assert "it names the member 'cai' and the board has none" in told


def test_the_list_of_the_teams_card_must_be_there(deployment: Deployment) -> None:
    deployment.agree(f'{AGREEMENT}\n[board_card]\nlist = "Resources"\n')

    told = lines(deployment)["agreement on 'Genomes'"][0]

    assert "the list 'Resources' of [board_card] is not on the board" in told


def test_an_agreement_that_cannot_be_read_is_told_by_line(deployment: Deployment) -> None:
    deployment.agree("[lists]\n'Doing' = 'dooing'\n")

    told = lines(deployment)["agreement"][0]

    assert told.startswith("failed: ")
    assert "did you mean 'doing'" in told


OFF = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:{day}
SUMMARY:Away
END:VEVENT
END:VCALENDAR
"""


def test_each_calendar_is_read_and_says_whose_it_is_and_how_old_what_counts_is(
    deployment: Deployment, tmp_path: Path
) -> None:
    deployment.run("fix", "--dry-run")  # makes the database
    deployment.agree(f"{AGREEMENT}\n{LABELS}")
    now = datetime.now(UTC)
    ada, bea = tmp_path / "ada.ics", tmp_path / "bea.ics"
    for file in (ada, bea):
        file.write_text(OFF.format(day=(now + timedelta(days=3)).strftime("%Y%m%d")))
    gone = tmp_path / "gone.ics"
    deployment.set("CALENDARS", f"Ada Abel={ada},Bea Born={bea},Cai={gone}")

    told = lines(deployment)
    assert told["calendar of Ada Abel"] == [
        "ok: is read, 1 time away; the service has not read it yet"
    ]
    assert told["calendar of Bea Born"][0].startswith("attention: is read and counts nothing")
    assert told["calendar of Cai"][0].startswith("attention: cannot be read (there is no such file")
    assert "gone.ics" not in str(told)

    engine = connect(f"sqlite:///{tmp_path / 'data' / 'cardkeeper.db'}")
    keep_read(engine, "Ada Abel", (), now - timedelta(minutes=5))
    assert "ok: is read, 1 time away; what counts was read on" in lines(deployment)[
        "calendar of Ada Abel"
    ][0]  # fmt: skip
    keep_read(engine, "Ada Abel", (), now - timedelta(days=3))
    engine.dispose()
    assert "attention: is read" in lines(deployment)["calendar of Ada Abel"][0]


@pytest.mark.parametrize(
    ("ahead", "health"),
    [(timedelta(0), "ok"), (timedelta(seconds=45), "attention"), (timedelta(hours=-1), "failed")],
)
def test_a_clock_that_is_off_is_told(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, ahead: timedelta, health: str
) -> None:
    monkeypatch.setattr(looked_at, "now_utc", lambda: datetime.now(UTC) + ahead)

    told = lines(deployment)["clock"][0]

    assert told.startswith(f"{health}:")
    assert health == "ok" or "by NTP" in told


def test_a_budget_that_others_use_up_is_told(deployment: Deployment) -> None:
    deployment.stand_in.rates.on = True
    deployment.stand_in.rates.per_token, deployment.stand_in.rates.interval_s = 1, 0.2

    told = lines(deployment)["rate budget"][0]

    assert told.startswith("attention: 0 of 1 calls in 0.2 s left for the token")
    assert "give Cardkeeper its own" in told


def test_a_missing_webhook_is_told(deployment: Deployment) -> None:
    app = Starlette(routes=[Route("/webhooks/trello", answers, methods=["HEAD"])])
    with ServerThread(app) as service:
        deployment.set("PUBLIC_URL", service.url)
        deployment.set("TRELLO_SECRET", scene.SECRET)
        assert "cardkeeper webhooks register" in lines(deployment)["webhooks"][0]

        deployment.run("webhooks", "register")
        assert lines(deployment)["webhooks"][0].startswith("ok: 1 board")


def test_a_database_that_is_not_there_is_told_and_not_made(deployment: Deployment) -> None:
    deployment.without_data()
    told = lines(deployment)["database"][0]

    assert told.startswith("attention: there is none yet at")
    assert not (deployment.folder / "data" / "cardkeeper.db").exists()


def test_a_database_of_an_older_version_is_told_and_left_as_it_is(deployment: Deployment) -> None:
    deployment.run("fix", "--dry-run")
    engine = connect(f"sqlite:///{deployment.folder / 'data' / 'cardkeeper.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()

    told = lines(deployment)["database"][0]

    assert told.startswith("attention: schema 0001 in")
    assert lines(deployment)["database"][0] == told  # looking migrates nothing


def test_without_slack_that_is_said_and_is_well(deployment: Deployment) -> None:
    assert lines(deployment)["slack"] == ["ok: not set up; the bot speaks on the cards alone"]


def test_slack_that_works_is_well(deployment: Deployment, with_slack: SlackStandIn) -> None:
    deployment.set("SLACK_APP_TOKEN", with_slack.app_token)
    with_slack.use_socket_mode()

    told = lines(deployment)

    assert told["slack token"][0].startswith("ok: Slack knows the bot as @cardkeeper")
    assert told["slack channel"] == ["ok: the bot is in #comp-bio"]
    assert told["socket mode"][0].startswith("ok: Slack gives a connection")


def test_a_scope_that_is_missing_is_named(deployment: Deployment, with_slack: SlackStandIn) -> None:
    wanted = scopes()
    with_slack.workspace.configure_app(scopes=wanted)
    assert lines(deployment)["slack scopes"] == ["ok: all that the manifest asks for"]

    wanted.remove("dnd:read")
    with_slack.workspace.configure_app(scopes=wanted)
    told = lines(deployment)["slack scopes"][0]
    assert told.startswith("failed: missing: dnd:read Put what 'cardkeeper manifest' prints")


def test_a_slack_token_that_is_wrong_is_told_without_it(
    deployment: Deployment, with_slack: SlackStandIn
) -> None:
    deployment.set("SLACK_BOT_TOKEN", "xoxb-not-the-right-one")

    ran = deployment.run("doctor")

    assert "Slack does not accept it: invalid_auth" in ran.out
    assert "xoxb-not-the-right-one" not in ran.out


def test_a_channel_that_is_not_there_is_told(
    deployment: Deployment, with_slack: SlackStandIn
) -> None:
    deployment.agree(f'{AGREEMENT}\n[slack]\nchannel = "comp-bios"\n')

    told = lines(deployment)["slack channel"][0]

    assert told.startswith("failed: Slack has no channel 'comp-bios'")
    assert "Invite the bot there" in told


def test_slack_without_a_way_in_is_told(deployment: Deployment, with_slack: SlackStandIn) -> None:
    told = lines(deployment)["socket mode"][0]

    assert told.startswith("attention: off, and Slack has no address to call")


def test_a_wrong_app_token_is_told(deployment: Deployment, with_slack: SlackStandIn) -> None:
    deployment.set("SLACK_APP_TOKEN", "xapp-1-not-the-right-one")

    told = lines(deployment)["socket mode"][0]

    assert told.startswith("failed: no connection is given")
    assert "xapp-1-not" not in told


def test_without_credentials_and_sandbox_the_database_is_still_looked_at(
    deployment: Deployment,
) -> None:
    deployment.without_credentials()

    told = lines(deployment)

    assert "failed: The sandbox is not running" in told["settings"][0]
    assert "database" in told


def test_trello_that_cannot_be_reached_is_told(deployment: Deployment) -> None:
    deployment.set("TRELLO_URL", "http://127.0.0.1:9")

    told = lines(deployment)

    assert told["token"][0].startswith("failed: Trello cannot be reached")
    assert "board 'Genomes'" not in told
