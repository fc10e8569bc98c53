"""Talking with people in Slack: commands, buttons, dialogs, digests and the Home tab."""

from slack_sdk import WebClient

from bot.assembly.shared import Shared
from bot.assembly.working import Working
from bot.clock import now_utc
from bot.conversation import tools_for
from bot.link_deeds import LinkDeeds
from bot.slack.app import build_app
from bot.slack.manifest import commands
from bot.slack.opening import connect
from bot.slack.reception import Reception
from bot.slack.sockets import Sockets
from bot.slack.speaking.parts import Speaking
from bot.web.pages.opening import way_in


class Talking:
    """The conversations; `reception` is there only where people are listened to."""

    def __init__(self, shared: Shared, working: Working, client: WebClient) -> None:
        self._shared = shared
        self.reception: Reception | None = None
        self.sockets: Sockets | None = None
        assert shared.speaker is not None  # it was made with the client
        self.tools = tools_for(
            shared.settings, shared.engine, shared.boards, shared.trello, client, working.actor,
            working.roster, working.book,
            LinkDeeds(shared.engine, shared.boards, shared.providers, now_utc),
            now_utc, wake=working.wake, post_agenda=working.meetings.prepare,
            github=shared.github, bot_member_id=shared.bot.member_id, room=working.room,
            way_in=way_in(working.site.access),
        )  # fmt: skip
        self.speaking = Speaking(
            shared.engine, client, shared.boards, self.tools.desk, now_utc, shared.speaker,
            bot_member_id=shared.bot.member_id, prefix=self.tools.prefix,
            listeners=self.tools.listeners,
        )  # fmt: skip
        if shared.settings.role != "worker":
            self.reception = self._listen()

    def _listen(self) -> Reception:
        secret = self._shared.settings.slack_signing_secret.get_secret_value()
        app = build_app(self.tools, signing_secret=secret)
        self.speaking.listen(app, self.tools.actions)
        names = [command["command"] for command in commands(prefix=self.tools.prefix)]
        reception = Reception(app, names, signing_secret=secret)
        app_token = self._shared.settings.slack_app_token.get_secret_value()
        if app_token:
            self.sockets = Sockets(reception, app_token)
            # its threads are there before it is connected
            self._shared.running.callback(self.sockets.stop)
            connect(self.sockets)
        return reception
