"""What this process has counted for the metrics. Labels name boards by their id, systems, routes
and rules: never a card, a person or a text of anybody's making."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
"""Our own, so that nothing is exported by accident."""

REQUESTS = Counter(
    "cardkeeper_requests", "Requests sent to other systems, retries included.",
    ("system", "method", "status"), registry=REGISTRY,
)  # fmt: skip
BOARD_REQUESTS = Counter(
    "cardkeeper_board_requests",
    "Requests sent to Trello on behalf of one board: its polls, reads and looks.",
    ("board",), registry=REGISTRY,
)  # fmt: skip
EVENTS = Counter(
    "cardkeeper_events", "Events heard, each once.", ("board", "source"), registry=REGISTRY
)
LOOKS = Counter(
    "cardkeeper_looks", "Looks at cards, by how they ended.", ("board", "outcome"),
    registry=REGISTRY,
)  # fmt: skip
EFFECTS = Counter(
    "cardkeeper_effects", "Effects performed or refused.", ("board", "kind", "outcome"),
    registry=REGISTRY,
)  # fmt: skip
EVENT_TO_EFFECT = Histogram(
    "cardkeeper_event_to_effect_seconds", "From when an event was heard until its last effect.",
    ("board",), buckets=(1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3600), registry=REGISTRY,
)  # fmt: skip
HEALED = Counter(
    "cardkeeper_events_healed",
    "Cards on which a whole reading of the board found something that no event had told.",
    ("board",), registry=REGISTRY,
)  # fmt: skip
SENT = Counter(
    "cardkeeper_messages_sent", "Messages that nobody had asked for, by kind.", ("kind",),
    registry=REGISTRY,
)  # fmt: skip
HELD_BACK = Counter(
    "cardkeeper_messages_held_back", "Messages not sent, by kind and reason.", ("kind", "reason"),
    registry=REGISTRY,
)  # fmt: skip
NEXTFLOW_EVENTS = Counter(
    "cardkeeper_nextflow_events",
    "Events of Nextflow's, by what became of them: on the disk, or lost for want of room anywhere.",
    ("outcome",), registry=REGISTRY,
)  # fmt: skip
NEXTFLOW_HELD = Gauge(
    "cardkeeper_nextflow_events_held",
    "Events of Nextflow's that are in memory alone, because the disk takes none.",
    registry=REGISTRY,
)  # fmt: skip
