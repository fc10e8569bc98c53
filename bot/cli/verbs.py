"""The registry of verbs, and the Typer group that imports a verb's module when it is called.

A verb is one module with a function `run`, whose docstring is the help and whose result is the
exit status, and a text `EXAMPLES`. Adding one is one file and one line here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast

from typer import Exit, Option, Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from bot.cli.output import write
from bot.errors import UserError
from protocol.words import did_you_mean

if TYPE_CHECKING:  # Typer 0.29 brings its own Click, older ones lean on the package
    from typer._click import Command, Context, HelpFormatter, Parameter
    from typer._click.shell_completion import CompletionItem


class Verb(NamedTuple):
    """Where a verb lives, and what it does in one line."""

    module: str
    does: str


VERBS: dict[str, Verb] = {
    "serve": Verb("bot.cli.serve", "Run the service; without credentials, on a sandbox team."),
    "check": Verb("bot.cli.check", "Say which cards break the agreement, and what resolves it."),
    "workload": Verb("bot.cli.workload", "Show who carries how much, and the cards behind it."),
    "flow": Verb("bot.cli.flow", "Show how long cards take, and which are ageing."),
    "goals": Verb("bot.cli.goals", "Show how far each goal is, and when it may be reached."),
    "agenda": Verb("bot.cli.agenda", "Prepare the weekly meeting from what changed."),
    "minutes": Verb("bot.cli.minutes", "List, read and search the minutes of past meetings."),
    "series": Verb("bot.cli.series", "Write the weekly meeting for people's calendars (.ics)."),
    "replay": Verb("bot.cli.replay", "Try an agreement on a board's past."),
    "init": Verb("bot.cli.init", "Write a first agreement, inferred from a board."),
    "protocol": Verb("bot.cli.protocol", "Show the agreement in plain English."),
    "rules": Verb("bot.cli.rules", "List the rules and their levels."),
    "explain": Verb("bot.cli.explain", "Show the page of one rule."),
    "fix": Verb("bot.cli.fix", "Put right on a live board what is safe to put right."),
    "audit": Verb("bot.cli.audit", "Show what the bot did, and why."),
    "undo": Verb("bot.cli.undo", "Take back what the bot did to a card."),
    "page": Verb("bot.cli.page", "Make a link that lets somebody in on the web pages."),
    "templates": Verb("bot.cli.templates", "Keep a template card per kind on the board."),
    "links": Verb("bot.cli.links", "List the cards' links and their states, or find past ones."),
    "nextflow-config": Verb(
        "bot.cli.nextflow_config", "Print what makes Nextflow tell of its runs."
    ),
    "webhooks": Verb("bot.cli.webhooks", "List, register or remove Trello's webhooks."),
    "status": Verb("bot.cli.status", "Say how the service is: queue, boards, processes, alerts."),
    "backup": Verb("bot.cli.backup", "Write all data into one file, while the service runs."),
    "restore": Verb("bot.cli.restore", "Put the data of a backup into an empty database."),
    "migrate-data": Verb("bot.cli.migrate_data", "Copy all data from SQLite to PostgreSQL."),
    "forget": Verb("bot.cli.forget", "Remove a person from the stored data."),
    "setup": Verb("bot.cli.setup", "Ask for what is missing, check it, and write .env."),
    "manifest": Verb("bot.cli.manifest", "Print the Slack app's manifest."),
    "doctor": Verb("bot.cli.doctor", "Say whether everything works, and what to do if not."),
}


class _Coercion:
    """Takes text as it is. Typer hands it to pydantic, which costs more than a whole check."""

    def __init__(self, param: Any) -> None:
        self._typer = param.get_runtime_param
        self._is_text = param.type_descriptor.annotation in (str, list[str])

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The option's value for the verb; anything but text is Typer's to read."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return value if self._is_text else self._typer().coerce(value, param=param, ctx=ctx)


class _Quick:
    """A command whose parameters come to be without pydantic."""

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """The parameters, Typer's own `--help` among them."""
        params: list[Parameter] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if hasattr(param, "get_runtime_param") and "get_runtime_param" not in vars(param):
                setattr(param, "get_runtime_param", lambda own=_Coercion(param): own)  # noqa: B010
            if param.param_type_name == "argument":  # `BOARD.json`, not `BOARD.json <str>`
                setattr(param, "display_type_rich", lambda ctx: "")  # noqa: ARG005, B010
        return params

    def collect_usage_pieces(self, ctx: "Context") -> list[str]:
        """`BOARD.json` and `[DAY]`, where Typer says `{BOARD.json}` and `[[DAY]]`."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        plain = {"{": "", "}": "", "[[": "[", "]]": "]"}
        for typers, ours in plain.items():
            pieces = [piece.replace(typers, ours) for piece in pieces]
        return pieces


class _VerbCommand(_Quick, TyperCommand):
    """A verb, with its examples shown as they are written."""

    def format_epilog(self, _ctx: "Context", formatter: "HelpFormatter") -> None:
        if self.epilog:
            with formatter.section("Examples"):
                for line in self.epilog.strip().splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line.strip()}\n")


class _Verbs(_Quick, TyperGroup):
    """Knows every verb by name and loads the one that is called."""

    def list_commands(self, _ctx: "Context") -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: "Context", cmd_name: str) -> "Command | None":
        return load_verb(cmd_name) if cmd_name in VERBS else None

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        name = args[0]
        if name not in VERBS and not name.startswith("-") and not ctx.resilient_parsing:
            raise UserError(f"There is no command '{name}'; {did_you_mean(name, VERBS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: "Context", formatter: "HelpFormatter") -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.does) for name, verb in VERBS.items()])

    def shell_complete(self, ctx: "Context", incomplete: str) -> "list[CompletionItem]":
        from typer._click.shell_completion import CompletionItem

        verbs = [
            CompletionItem(name, help=verb.does)
            for name, verb in VERBS.items()
            if name.startswith(incomplete)
        ]
        return verbs + super(TyperGroup, self).shell_complete(ctx, incomplete)


def load_verb(name: str) -> "Command":
    """The command of one verb; only its own module is imported."""
    verb = VERBS[name]
    module: Any = import_module(verb.module)
    app = _app(name, module.run, epilog=module.EXAMPLES, short_help=verb.does)
    return get_command(app)


def _app(name: str, run: Any, **about: str) -> Typer:
    app = Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=_VerbCommand, **cast(Any, about))(run)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # slow, and asked for rarely

        write(f"cardkeeper {version('cardkeeper')}")
        raise Exit


def _main(
    version: Annotated[
        bool, Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Keeps a team's Trello board to the team's own agreement.

    The commands that take BOARD.json need no account: in Trello choose Menu > Print, export and
    share > Export as JSON. Status 0 means clean, 1 means findings, 2 that it could not run.
    """


def command() -> "Command":
    """The whole command line; no verb is imported yet."""
    app = Typer(
        name="cardkeeper",
        cls=_Verbs,
        no_args_is_help=False,
        invoke_without_command=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_main)
    return get_command(app)
