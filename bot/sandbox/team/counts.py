"""Bulk RNA-seq up to the counts: runs of nf-core/rnaseq and what went wrong with them."""

from bot.sandbox.team.moments import ago, at
from bot.sandbox.team.story import (
    Attach,
    Due,
    Fill,
    Finish,
    Join,
    Move,
    Say,
    Story,
    Tick,
)

COUNTS: tuple[Story, ...] = (
    Story(
        key="rnaseq-a",
        title="nf-core/rnaseq on cohort A (60 libraries)",
        born=at(26, "09:20"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("meiling",),
        estimate=2,
        goal="goal-routine",
        due=-20,
        text="""## Purpose
Counts of cohort A with the references that cohorts B and C will use too.

## Inputs
60 libraries, paired-end 2 x 100, sample sheet `{s3:cohort-a/samplesheet.csv}`; GRCh38 with GENCODE
v47.

## Validation
- [x] strandedness inferred by salmon equals the sheet in 60 of 60
- [x] at least 18 M assigned fragments per library

## Result
60 of 60 libraries pass. Run: {run:rnaseq-a}. Counts in `{s3:cohort-a/counts/}`.
""",
        events=(
            Move(at(23, "09:31"), "meiling", "Doing"),
            Say(at(22, "18:12"), "meiling", "Started with --aligner star_salmon, as agreed."),
            Fill(at(21, "08:50"), "meiling", "Result"),
            Move(at(21, "08:55"), "meiling", "Review"),
            Say(
                at(20, "10:40"),
                "tomasz",
                "Looked at the MultiQC report. One library is GC-rich but within what we accept.",
            ),
            Finish(at(20, "10:42"), "tomasz"),
            Move(at(20, "10:42"), "tomasz", "Done"),
        ),
    ),
    Story(
        key="rnaseq-b",
        title="nf-core/rnaseq on cohort B (48 libraries)",
        born=at(17, "09:10"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("meiling",),
        estimate=2,
        goal="goal-targets",
        due=-2,
        text="""## Purpose
Counts of cohort B, comparable with cohort A.

## Inputs
48 libraries from the paired biopsies, `{s3:cohort-b/samplesheet_v2.csv}`; GRCh38 with GENCODE v47.

## Validation
- [x] strandedness agrees per library, see {card:strandedness}
- [x] donor sex from XIST and chrY genes agrees with the clinic

## Result
45 of 48 libraries usable. First run {run:rnaseq-b-1} was set to the wrong strandedness and is
superseded by {run:rnaseq-b-2}. MultiQC: `{s3:cohort-b/multiqc/multiqc_report.html}`
""",
        checklist=(
            "Before handing over",
            ("Sample swaps checked", "Counts and sample sheet in the bucket", "Statistics told"),
        ),
        events=(
            Move(at(13, "09:35"), "meiling", "Doing"),
            Attach(at(12, "17:45"), "meiling", "{run:rnaseq-b-1}", "dry_heron"),
            Say(at(11, "09:20"), "meiling", "Assignment rate is 41 %. That is not biology."),
            Move(at(11, "09:22"), "meiling", "Waiting"),
            Say(at(11, "09:24"), "meiling", "Waiting for: {card:strandedness}"),
            Move(at(5, "16:05"), "meiling", "Doing"),
            Attach(at(5, "16:22"), "meiling", "{run:rnaseq-b-2}", "brisk_teal"),
            Fill(at(4, "09:05"), "meiling", "Result"),
            Tick(at(4, "09:10"), "meiling", 0),
            Move(at(4, "09:12"), "meiling", "Review"),
            Tick(at(3, "10:20"), "meiling", 1),
            Say(
                at(3, "14:15"),
                "tomasz",
                "Agree with leaving the three out: one is a swap, two are degraded (TIN < 30).",
            ),
            Tick(at(3, "14:30"), "meiling", 2),
            Finish(at(3, "14:31"), "meiling"),
            Move(at(3, "14:31"), "meiling", "Done"),
        ),
    ),
    Story(
        key="strandedness",
        title="[1] Why does cohort B look unstranded?",
        born=at(11, "09:18"),
        by="meiling",
        begins_in="Inbox",
        labels=("Analysis",),
        estimate=1,
        goal="goal-targets",
        text="""## Question
salmon calls 44 of 48 libraries unstranded. Is that the kit, genomic DNA, or our sample sheet?

## Data
Ten libraries of {card:rnaseq-b}, two of them prepared twice.

## Method
Fraction of reads antisense to single-exon-rich and to intron-rich genes; the same for cohort A.

## Result
The kit is reverse-stranded, but residual genomic DNA adds 30 to 38 % of reads to both strands,
which lifts the antisense share over salmon's threshold. With strandedness forced to
reverse, counts agree with the repeated libraries (r = 0.99). Report: {connect:strandedness-report}
""",
        events=(
            Join(at(10, "10:05"), "amara", "yusuf"),
            Say(
                at(10, "10:06"),
                "amara",
                "{who:yusuf} would you like this one? Sofía has two libraries that were prepared "
                "twice.",
            ),
            Move(at(9, "09:02"), "yusuf", "Doing"),
            Attach(
                at(6, "16:10"),
                "yusuf",
                "{pr:analysis-cohort-b-strandedness#2}",
                "Report: strandedness per library",
            ),
            Fill(at(4, "15:20"), "yusuf", "Result"),
            Say(
                at(4, "15:22"),
                "yusuf",
                "It was DNA, not the kit. The protocol says DNase, the batch record does not.",
            ),
            Move(at(4, "15:24"), "yusuf", "Done"),
            Say(
                at(4, "16:02"),
                "meiling",
                "Very clear, thank you. I will force reverse and say so in the methods.",
            ),
        ),
    ),
    Story(
        key="rnaseq-b-rerun",
        title="(1) Re-run the two re-sequenced libraries of cohort B",
        born=at(3, "14:40"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("meiling",),
        estimate=1,
        goal="goal-targets",
        due=3,
        text="""## Purpose
Two donors of cohort B lost their control biopsy. The core sequenced both again.

## Inputs
`{s3:cohort-b/reseq/samplesheet.csv}`, same parameters as {run:rnaseq-b-2}.

## Validation

## Result
""",
        events=(
            Move(at(1, "09:20"), "meiling", "Doing"),
            Attach(ago(188), "meiling", "{run:rnaseq-b-3}", "calm_avocet"),
            Move(ago(186), "meiling", "Waiting"),
            Say(ago(185), "meiling", "Waiting for: the run calm_avocet, about eight hours."),
        ),
    ),
    Story(
        key="reannotate",
        title="Re-quantify all legacy bulk RNA-seq with GENCODE v47",
        born=at(20, "16:05"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline", "Data"),
        estimate=15,
        text="""## Purpose
All 640 libraries since the company began, on one annotation.

## Inputs
`{s3:legacy/}`, eleven deliveries, four of them without a sample sheet.

## Validation

## Result
""",
        events=(
            Say(
                at(16, "11:20"),
                "tomasz",
                "Is this a run or a clean-up of the old sample sheets? The second is most of the "
                "work.",
            ),
            Due(at(16, "11:40"), "meiling", 30),
        ),
    ),
)
