"""One simulated time for several processes: a number in a file that all have mapped."""

import mmap
import struct
from datetime import UTC, datetime
from pathlib import Path


class SharedClock:
    """Moves only when somebody moves it; reading it moves it on by a millisecond."""

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        if start is not None:
            path.write_bytes(struct.pack("d", start.timestamp()))
        self._file = path.open("r+b")
        self._memory = mmap.mmap(self._file.fileno(), 8)

    def seconds(self) -> float:
        """Unix seconds."""
        value: float = struct.unpack("d", self._memory[:8])[0]
        return value

    def __call__(self) -> datetime:
        """The present moment."""
        self.move(0.001)
        return datetime.fromtimestamp(self.seconds(), UTC)

    def move(self, seconds: float) -> None:
        """Let so much time pass."""
        self._memory[:8] = struct.pack("d", self.seconds() + seconds)

    def move_to(self, moment: datetime) -> None:
        """Let time pass until then, if it lies ahead."""
        self.move(max(0.0, moment.timestamp() - self.seconds()))

    def close(self) -> None:
        """Give the mapping back."""
        self._memory.close()
        self._file.close()
