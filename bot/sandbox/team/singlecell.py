"""Single-cell: the lung reference, the pilot run, and what is compared on the way."""

from bot.sandbox.team.moments import ago, at
from bot.sandbox.team.story import (
    Attach,
    Fill,
    Finish,
    Move,
    Say,
    Story,
)

SINGLE_CELL: tuple[Story, ...] = (
    Story(
        key="atlas-qc",
        title="(3) QC of the four public single-cell studies",
        born=at(25, "15:10"),
        by="rohan",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("rohan",),
        estimate=3,
        goal="goal-atlas",
        due=-14,
        text="""## Question
Which cells of the four studies are good enough for the reference?

## Data
Raw reads from {run:fetch-studies}; 61 donors, 486,000 barcodes.

## Method
Thresholds per study on counts, genes and mitochondrial share (3 MAD), scDblFinder per library.

## Result
312,400 cells of 58 donors pass; three donors have fewer than 200 cells and are out. Notebook:
{connect:atlas-qc}
""",
        events=(
            Move(at(22, "08:15"), "rohan", "Doing"),
            Say(
                at(18, "12:05"),
                "tomasz",
                "Per-study thresholds make sense. Please keep the per-donor table, pathology will "
                "ask.",
            ),
            Fill(at(15, "13:10"), "rohan", "Result"),
            Move(at(15, "13:12"), "rohan", "Review"),
            Finish(at(14, "15:15"), "tomasz"),
            Move(at(14, "15:15"), "tomasz", "Done"),
        ),
    ),
    Story(
        key="integration",
        title="(4) Integrate four lung single-cell studies with scVI",
        born=at(19, "08:40"),
        by="rohan",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("rohan",),
        estimate=4,
        goal="goal-atlas",
        start=-14,
        due=-2,
        text="""## Question
Does one latent space put the same cell type of four studies together without merging the
states of disease?

## Data
The 312,400 cells of {card:atlas-qc}.

## Method
scVI with donor as batch; scANVI on the level 1 names; scIB metrics against Harmony as the simple
choice. Training: {repo:pipeline-scvi-train}

## Result
""",
        events=(
            Move(at(14, "08:05"), "rohan", "Doing"),
            Say(at(10, "13:25"), "rohan", "Harmony baseline is done: bio 0.61, batch 0.72."),
            Attach(at(8, "19:25"), "rohan", "{run:scvi-4}", "deep_lapwing"),
            Say(
                at(7, "07:35"),
                "rohan",
                "Fourth training run fell over (CUDA out of memory). Smaller batches when I am "
                "back, or earlier if somebody dares.",
            ),
        ),
    ),
    Story(
        key="scrnaseq-setup",
        title="Bring up nf-core/scrnaseq on the pilot run",
        born=at(20, "10:05"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("meiling",),
        estimate=1,
        goal="goal-routine",
        text="""## Purpose
Single-cell deliveries through the launchpad like bulk ones.

## Inputs
Pilot of eight donors, `{s3:pilot-sc/samplesheet.csv}`, aligner simpleaf, GENCODE v47.

## Validation
Cell numbers and genes per cell within 5 % of what the core reports.

## Result
Run: {run:scrnaseq-pilot}. 61,200 cells against 60,400 reported by the core.
""",
        events=(
            Move(at(15, "09:05"), "meiling", "Doing"),
            Attach(at(13, "15:50"), "meiling", "{run:scrnaseq-pilot}", "silver_wren"),
            Attach(
                at(12, "10:30"),
                "meiling",
                "{pr:pipeline-configs#17}",
                "scrnaseq: params and resource limits for the pilot",
            ),
            Fill(at(10, "11:40"), "meiling", "Result"),
            Move(at(10, "11:45"), "meiling", "Review"),
            Say(at(10, "11:46"), "meiling", "{who:rohan} could you review the params file?"),
        ),
    ),
    Story(
        key="doublets",
        title="[1] Doublet rate per donor in the pilot single-cell run",
        born=at(9, "15:25"),
        by="yusuf",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("yusuf",),
        estimate=1,
        goal="goal-atlas",
        due=2,
        text="""## Question
Are the two overloaded lanes usable, or is a quarter of their cells doublets?

## Data
Filtered matrices of {card:scrnaseq-setup}.

## Method
scDblFinder per lane, checked with the genotype of mixed donors where we have it.

## Result

<!-- cardkeeper: exempt run-link-missing until {day:9} because it runs in a notebook
on the matrices of the core, not in a pipeline -->
""",
        events=(
            Move(at(3, "09:05"), "yusuf", "Doing"),
            Say(at(2, "17:05"), "yusuf", "Lanes 3 and 7: 19 % and 22 %. The others are below 8 %."),
        ),
    ),
    Story(
        key="ambient",
        title="[3] Compare ambient RNA removal: SoupX, CellBender, DecontX",
        born=at(12, "16:20"),
        by="rohan",
        begins_in="Inbox",
        labels=("Analysis",),
        goal="goal-atlas",
        text="""## Question
Which of the three removes surfactant transcripts from immune cells without eating real signal?

## Data
Pilot run, eight donors, with the empty droplets.

## Method
SFTPC in T cells before and after; marker genes of rare types as the cost; run time on our queues.

## Result
""",
        events=(Move(at(9, "11:02"), "amara", "Ready"),),
    ),
    Story(
        key="markers",
        title="(1) Marker panel for the pathology meeting",
        born=at(7, "10:10"),
        by="tomasz",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("yusuf",),
        estimate=1,
        goal="goal-atlas",
        due=1,
        text="""## Question
Two marker genes per level 2 cell type that pathology can stain for.

## Data
Pseudobulk profiles of the 312,400 cells of {card:atlas-qc}.

## Method
Within-study tests, kept when significant in three of four studies; antibody known to the core.

## Result
33 of 35 types have a pair. The two fibroblast states have one marker each, and we say so. Table:
{connect:marker-panel}
""",
        events=(
            Move(at(5, "14:15"), "yusuf", "Doing"),
            Fill(at(1, "16:30"), "yusuf", "Result"),
            Move(at(1, "16:32"), "yusuf", "Review"),
            Say(ago(150), "tomasz", "This is what pathology asked for. I take it along."),
            Finish(ago(148), "tomasz"),
            Move(ago(148), "tomasz", "Done"),
        ),
    ),
    Story(
        key="gpu",
        title="GPU queue for scVI: spot or on-demand?",
        born=at(1, "10:35"),
        by="meiling",
        begins_in="Inbox",
        labels=("Tool",),
        text="""## Need
Four training runs died in two weeks, two because the spot machine was taken, one out of memory.

## Plan

## Result
""",
    ),
)
