"""The sample team's runs as Seqera Platform has them, on the day the sandbox is made."""

from datetime import datetime, timedelta
from typing import cast

from bot.sandbox.seqera.runs import Failure, Outcome, StoredRun
from bot.sandbox.team.identifiers import base62, uuid
from bot.sandbox.team.moments import at
from bot.sandbox.team.outside import RUNS, Run

_QUEUED = timedelta(minutes=4)
_UNDER_WAY = timedelta(hours=9, minutes=20)  # how long a run takes that is running now
_PROCESSES = {
    "nf-core/rnaseq": ("NFCORE_RNASEQ:RNASEQ:FASTQC", "NFCORE_RNASEQ:RNASEQ:TRIMGALORE",
                       "NFCORE_RNASEQ:RNASEQ:ALIGN_STAR:STAR_ALIGN",
                       "NFCORE_RNASEQ:RNASEQ:MULTIQC"),
    "nf-core/sarek": ("NFCORE_SAREK:SAREK:FASTQ_ALIGN:BWAMEM1_MEM",
                      "NFCORE_SAREK:SAREK:BAM_APPLYBQSR:GATK4_APPLYBQSR"),
}  # fmt: skip
_FAILURES = {
    "sarek-1": Failure(
        "NFCORE_SAREK:SAREK:BAM_MARKDUPLICATES:GATK4_MARKDUPLICATES", "HG002_NIST", 137,
        ("INFO  MarkDuplicates  Read 612,000,000 records. Tracking 41,188,003 as yet unmatched.",
         ".command.sh: line 11:    52 Killed    gatk --java-options \"-Xmx29491M\" MarkDuplicates"),
        retried=2,
    ),
    "sarek-3": Failure(
        "NFCORE_SAREK:SAREK:BAM_VARIANT_CALLING:GATK4_HAPLOTYPECALLER", "HG003 chr7", 2,
        ("A USER ERROR has occurred: Couldn't read file s3://larkspur-references/af-gnomad.vcf.gz",
         "AccessDenied: User is not authorized to perform s3:GetObject on this resource"),
    ),
    "scvi-4": Failure(
        "LARKSPUR_SCVI:TRAIN_SCVI", "latent_30 seed_4", 1,
        ("File \"/opt/train_scvi.py\", line 118, in train",
         "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB"),
    ),
}  # fmt: skip
_UNTIED: tuple[Run, ...] = (
    Run("try-out-1", "idle_godwit", "nf-core/rnaseq", "3.19.0", "succeeded", at(3, "19:05"), 3.25),
    Run("try-out-2", "spare_snipe", "nf-core/fetchngs", "1.12.0", "cancelled", at(2, "14:40"), 0.5),
)
_USERS = {"sarek": "tomasz-w", "scvi-": "rohan-i", "try-o": "yusuf-d"}
_USD_PER_HOUR = 3.4


def sample_runs(now: datetime) -> list[StoredRun]:
    """Every run of the team, those that no card names among them."""
    return [_stored(run, now) for run in (*RUNS, *_UNTIED)]


def _stored(run: Run, now: datetime) -> StoredRun:
    start = run.started.on(now)
    lasting = timedelta(hours=run.hours) if run.hours is not None else _UNDER_WAY
    states = {"failed": "FAILED", "cancelled": "CANCELLED"}
    outcome = cast(Outcome, states.get(run.state, "SUCCEEDED"))
    repository = f"https://github.com/{run.pipeline}"
    return StoredRun(
        id=run.workflow_id,
        name=run.name,
        pipeline=run.pipeline,
        revision=run.revision,
        user=_USERS.get(run.key[:5], "meiling-c"),
        session=uuid("session", run.key),
        submit=start - _QUEUED,
        start=start,
        complete=start + lasting,
        outcome=outcome,
        tasks=140,
        processes=_PROCESSES.get(run.pipeline, ()),
        failure=_FAILURES.get(run.key),
        params={"outdir": f"s3://larkspur-compbio/runs/{run.name}"},
        command=f"nextflow run {repository} -name {run.name} -r {run.revision} -profile docker",
        env="PYTHONNOUSERSITE=1",
        cost=round(lasting / timedelta(hours=1) * _USD_PER_HOUR, 2),
        launch_id=base62(22, "launch", run.key),
    )
