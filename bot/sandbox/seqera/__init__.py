"""A stand-in for Seqera Platform: its API over HTTP, with runs that progress in time."""

from bot.sandbox.seqera.standin import SeqeraStandIn

__all__ = ["SeqeraStandIn"]
