"""The sample team of the sandbox: a made-up group, its board and its Slack workspace."""
