"""Made-up Nextflow runs that tell of themselves, by weblog or as the tower client does."""

from bot.sandbox.nextflow.standin import NextflowStandIn

__all__ = ["NextflowStandIn"]
