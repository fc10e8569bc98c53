"""Read an agreement from disk: `protocol.toml`, and the file that it extends, if it does."""

from pathlib import Path

from bot.errors import UserError
from protocol.agreement import Agreement
from protocol.agreement_file import (
    AgreementError,
    Layer,
    agreement_of_layers,
    extends_of,
    read_layer,
)


def read_agreement_file(path: Path | str | None) -> Agreement:
    """The agreement in this file; without a path, the built-in one.

    `extends = "../lab.toml"` in it names another file, relative to the folder that it is in; what
    the nearer file says outweighs what the farther one says. Raises UserError when a file cannot
    be read and AgreementError when one says what cannot be understood.
    """
    if path is None:
        return Agreement()
    return agreement_of_layers(_layers(Path(path)))


def _layers(path: Path) -> list[Layer]:
    """The file and what it extends, nearest first."""
    layers: list[Layer] = []
    seen: list[Path] = []
    following = ""  # where the `extends` stands that led to this file
    while True:
        try:
            real = path.resolve()
        except ValueError:  # a null character in it
            raise AgreementError(f"{following or 'The agreement'}: that is no path.") from None
        if real in seen:
            raise AgreementError(
                f"{following}: '{path}' is extended already; files may not extend in a circle."
            )
        seen.append(real)
        layer = read_layer(_text(path, following), str(path))
        layers.append(layer)
        base = extends_of(layer)
        if not base:
            return layers
        following = layer.place(("extends",))
        path = path.parent / base


def _text(path: Path, following: str) -> str:
    what = f"{following}: the agreement it extends" if following else "The agreement"
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{what}, {path}, is not UTF-8 text (byte {error.start}).") from None
    except FileNotFoundError:
        raise UserError(f"{what}, {path}, is not there.") from None
    except IsADirectoryError:
        raise UserError(f"{what}, {path}, is a folder, not a file.") from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise UserError(f"{what}, {path}, cannot be read: {reason}.") from None
