"""What is asked of the bulk RNA-seq counts: differential expression, batches, signatures."""

from bot.sandbox.team.moments import at
from bot.sandbox.team.story import (
    Attach,
    Fill,
    Finish,
    Label,
    Move,
    Say,
    Story,
    Tick,
)

BULK: tuple[Story, ...] = (
    Story(
        key="de-ab",
        title="(3) Differential expression, fibrotic against control lung, cohorts A and B",
        born=at(18, "11:15"),
        by="amara",
        begins_in="Inbox",
        labels=("Analysis",),
        owners=("tomasz",),
        estimate=3,
        goal="goal-targets",
        due=3,
        text="""## Question
Which genes differ between fibrotic and control tissue in both cohorts, in the same direction?

## Data
Counts of {card:rnaseq-a} and {card:rnaseq-b}: 105 libraries, 57 donors.

## Method
nf-core/differentialabundance for the per-cohort look, then the paired model of
{card:mixed-model} on both together. FDR 5 %, |log2 FC| above 0.5. Code:
{repo:analysis-fibrotic-lung-de}

## Result
""",
        events=(
            Move(at(12, "10:15"), "amara", "Ready"),
            Move(at(4, "10:55"), "tomasz", "Doing"),
            Attach(at(3, "13:15"), "tomasz", "{run:da-ab}", "amber_dunlin"),
            Say(
                at(3, "15:40"),
                "tomasz",
                "Cohort A alone: 2,140 genes. B alone: 1,385. Overlap looks sane, MMP7 and SPP1 "
                "on top.",
            ),
            Say(
                at(2, "09:30"),
                "sofia",
                "Please do not test A and B as one batch. {card:mixed-model} has the formula now.",
            ),
        ),
    ),
    Story(
        key="batch",
        title="[2] Batch correction of cohorts A and B before joint modelling",
        born=at(10, "14:10"),
        by="tomasz",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("tomasz", "meiling"),
        estimate=2,
        goal="goal-targets",
        due=4,
        text="""## Question
Is cohort a batch that a covariate can absorb, or do we need RUVg or ComBat-seq?

## Data
Counts of both cohorts; six donors were sequenced in both.

## Method
The six repeated donors are the yardstick: distance between their two libraries before and after
each method, next to how much fibrosis signal is lost. Repository:
{repo:analysis-fibrotic-lung-de}, branch `batch`.

## Result
""",
        checklist=(
            "Methods",
            ("Covariate only", "ComBat-seq", "RUVg with housekeeping genes"),
        ),
        events=(
            Move(at(5, "10:15"), "tomasz", "Doing"),
            Tick(at(3, "16:30"), "tomasz", 0),
            Say(
                at(2, "16:45"),
                "meiling",
                "ComBat-seq is running on the small queue. {who:tomasz}, can you pick the RUV "
                "control genes?",
            ),
            Tick(at(1, "11:15"), "meiling", 1),
        ),
    ),
    Story(
        key="batch-again",
        title="Batch correction cohorts A + B",
        born=at(1, "15:35"),
        by="yusuf",
        begins_in="Inbox",
        labels=("Analysis",),
        text="""## Question
Do we need to correct for batch before modelling cohorts A and B together?

## Data

## Method

## Result
""",
    ),
    Story(
        key="mixed-model",
        title="(2) Model formula for paired biopsies",
        born=at(13, "13:00"),
        by="tomasz",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("sofia",),
        estimate=2,
        goal="goal-targets",
        due=-1,
        text="""## Question
How do we model two biopsies per donor when a third of the donors have only one?

## Data
Sample sheets of cohorts A and B.

## Method
Fixed donor effect against random intercept (dream, duplicateCorrelation), on simulated counts with
our missingness.

## Result
Random intercept per donor with dream: keeps the single biopsies, holds the FDR at 4.6 %, and gains
11 % power over dropping them. `~ fibrosis + cohort + sex + (1 | donor)`. In the package as
`fit_paired()`: {pr:larkspur.core#36}. Note: {connect:paired-design-note}
""",
        events=(
            Move(at(7, "09:15"), "sofia", "Doing"),
            Say(
                at(5, "12:20"),
                "sofia",
                "duplicateCorrelation is too generous here, the correlation differs by cell mix.",
            ),
            Attach(
                at(3, "12:10"),
                "sofia",
                "{pr:larkspur.core#36}",
                "fit_paired(): random intercept per donor",
            ),
            Fill(at(3, "12:40"), "sofia", "Result"),
            Move(at(3, "12:42"), "sofia", "Review"),
            Say(at(2, "11:10"), "tomasz", "Read it twice, tried it on A. Agreed."),
            Finish(at(2, "11:12"), "sofia"),
            Move(at(2, "11:12"), "sofia", "Done"),
        ),
    ),
    Story(
        key="pca-b",
        title="PCA of cohort B with and without the failed libraries",
        born=at(8, "10:20"),
        by="tomasz",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("tomasz",),
        estimate=0.5,
        goal="goal-targets",
        text="""## Question
Do the three poor libraries drive the first components?

## Data
Counts of {card:rnaseq-b}.

## Method
vst, 500 most variable genes, with and without.

## Result
""",
        events=(
            Move(at(3, "15:45"), "tomasz", "Doing"),
            Move(at(1, "13:32"), "tomasz", "Review"),
            Move(at(1, "13:50"), "tomasz", "Done"),
        ),
    ),
    Story(
        key="signatures",
        title="(2) Published fibrosis signatures: which hold in our cohorts?",
        born=at(22, "14:30"),
        by="rohan",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("rohan",),
        estimate=2,
        goal="goal-targets",
        due=-4,
        text="""## Question
Of 14 published fibrosis signatures, which separate fibrotic from control tissue in cohort A?

## Data
Counts of {card:rnaseq-a}; gene lists in `{repo:analysis-fibrosis-signatures}`.

## Method
singscore per sample, AUC with donor-wise bootstrap, and random gene sets of the same size as the
floor.

## Result
Six of 14 beat the random floor by more than their interval; two of those are mostly cell
proportion. Report: {connect:signature-report}
""",
        events=(
            Move(at(15, "08:20"), "rohan", "Doing"),
            Fill(at(8, "11:50"), "rohan", "Result"),
            Move(at(8, "11:55"), "rohan", "Review"),
            Say(
                at(7, "07:40"),
                "rohan",
                "I am away from tomorrow. {who:sofia}, could you look at the bootstrap?",
            ),
        ),
    ),
    Story(
        key="power",
        title="Sample size of the validation cohort",
        born=at(15, "11:30"),
        by="amara",
        begins_in="Inbox",
        labels=("Analysis",),
        owners=("yusuf",),
        estimate=1.5,
        goal="goal-targets",
        text="""## Question
How many donors does the validation cohort need to confirm the five best targets?

## Data
Effect sizes and dispersions of {card:de-ab}.

## Method
Simulation with the dispersions of cohort A (ssizeRNA as a check), 80 % power, FDR 5 %.

## Result
""",
        events=(
            Move(at(9, "10:58"), "amara", "Ready"),
            Label(at(2, "10:50"), "yusuf", "blocked"),
            Move(at(2, "10:50"), "yusuf", "Waiting"),
            Say(
                at(2, "10:52"),
                "yusuf",
                "Blocked by: {card:de-ab}. Without effect sizes this is guessing.",
            ),
        ),
    ),
    Story(
        key="vst-rlog",
        title="vst or rlog for cohorts below 20 samples?",
        born=at(2, "13:45"),
        by="yusuf",
        begins_in="Inbox",
        text="""The two heat maps of the pilot look quite different. Which one do we believe?
""",
        events=(
            Say(
                at(2, "15:05"),
                "sofia",
                "Good question, and a small one. Half a day on the cohort A donors would settle "
                "it.",
            ),
        ),
    ),
)
