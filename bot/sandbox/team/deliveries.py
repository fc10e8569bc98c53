"""Data deliveries, and the cards that are not work: how we work, links, and old ideas."""

from bot.sandbox.team.moments import at
from bot.sandbox.team.story import Attach, Deleted, Due, Fill, Label, Move, Say, Story

DELIVERIES: tuple[Story, ...] = (
    Story(
        key="references",
        title="GRCh38 with GENCODE v47: one reference set for all pipelines",
        born=at(27, "14:20"),
        by="meiling",
        begins_in="Ready",
        labels=("Data",),
        owners=("meiling",),
        estimate=1,
        goal="goal-routine",
        text="""## Source
GENCODE release 47, primary assembly.

## Content
FASTA, GTF, indices for STAR, salmon, simpleaf and bwa-mem2.

## Checks
Built twice, same checksums.

## Location
`{s3:references/grch38/gencode_v47/}`, named in {repo:pipeline-configs}.
""",
        events=(
            Move(at(26, "09:40"), "meiling", "Doing"),
            Fill(at(24, "14:10"), "meiling", "Location"),
            Move(at(24, "14:12"), "meiling", "Review"),
            Move(at(23, "09:25"), "tomasz", "Done"),
        ),
    ),
    Story(
        key="cohort-c-data",
        title="Cohort C delivery (96 libraries)",
        born=at(15, "10:10"),
        by="meiling",
        begins_in="Ready",
        labels=("Data",),
        owners=("meiling",),
        estimate=1.5,
        goal="goal-targets",
        due=6,
        text="""## Source
Sequencing core, order 2187, two flow cells.

## Content
96 libraries, 2 x 100. Flow cell 1 has arrived: 48 libraries, 1.6 TB.

## Checks
Flow cell 1: md5 fine, read counts match the order.

## Location
`{s3:cohort-c/fastq/}` (writable until complete)

Waiting for: flow cell 2 of the sequencing core, promised for {day:4}.
""",
        events=(
            Move(at(6, "13:05"), "meiling", "Doing"),
            Fill(at(3, "10:45"), "meiling", "Checks"),
            Due(at(3, "10:55"), "meiling", 6),
            Move(at(3, "10:56"), "meiling", "Waiting"),
            Say(
                at(3, "10:58"),
                "meiling",
                "Flow cell 2 failed QC at the core and is being repeated. They say {day:4}.",
            ),
        ),
    ),
    Story(
        key="resequenced",
        title="Fix the sample sheet of the re-sequenced lanes",
        born=at(7, "14:50"),
        by="meiling",
        begins_in="Ready",
        labels=("Data",),
        estimate=0.5,
        due=1,
        text="""## Source
Re-sequenced lanes of cohort B, sheet by e-mail.

## Content
Sheet with 6 lanes; two donors carry the old pseudonym.

## Checks

## Location
`{s3:cohort-b/reseq/}`
""",
        events=(
            Move(at(5, "15:15"), "tomasz", "Doing"),
            Say(at(2, "09:45"), "meiling", "Is anybody on this? The re-run needs it."),
        ),
    ),
    Story(
        key="proteomics",
        title="Plasma proteomics of cohort C: how do we get it?",
        born=at(3, "15:15"),
        by="amara",
        begins_in="Inbox",
        labels=("Data",),
        goal="goal-targets",
        text="""## Source
Clinical partner, 3,000 proteins, 90 donors, announced for next quarter.

## Content

## Checks

## Location
""",
        events=(
            Attach(
                at(3, "15:18"),
                "amara",
                "{card:goal-targets}",
                "Ranked target list for fibrotic lung disease",
            ),
        ),
    ),
    Story(
        key="dictionary",
        title="Data dictionary of cohort A for the wet lab",
        born=at(26, "13:50"),
        by="sofia",
        begins_in="Ready",
        labels=("Data",),
        owners=("sofia",),
        estimate=1,
        goal="goal-sharing",
        text="""## Source
Sample sheet and clinical table of cohort A.

## Content
41 columns, each with unit, allowed values and who to ask.

## Checks
Two people of the wet lab found "time since biopsy" without help.

## Location
{connect:cohort-a-dictionary}
""",
        events=(
            Move(at(22, "10:20"), "sofia", "Doing"),
            Fill(at(19, "12:10"), "sofia", "Checks"),
            Move(at(19, "12:15"), "sofia", "Review"),
            Move(at(18, "11:25"), "amara", "Done"),
        ),
    ),
)

NOT_WORK: tuple[Story, ...] = (
    Story(
        key="how-we-work",
        title="How we work: kinds, sections and moves",
        born=at(31, "11:30"),
        by="amara",
        begins_in="Resources",
        text="""Every card has one kind (Analysis, Pipeline, Tool, Data or a goal) and, from
Doing on, one or two owners. The headings of a kind come from the table below; Result is what the
others read.

| kind | headings |
|---|---|
| Analysis | Question, Data, Method, Result |
| Pipeline | Purpose, Inputs, Validation, Result |
| Tool | Need, Plan, Result |
| Data | Source, Content, Checks, Location |
| goals | Outcome, Why |

Waiting needs a line that begins with "Waiting for:" or "Blocked by:". Estimates are working days:
in the field, or as (3) or [3] before the title. We meet once a week.
""",
    ),
    Story(
        key="links",
        title="Links: launchpad, Connect, buckets",
        born=at(31, "11:50"),
        by="meiling",
        begins_in="Resources",
        text="""- Launchpad: https://cloud.seqera.io/orgs/larkspur/workspaces/compbio/launchpad
- Connect: https://connect.larkspur.example
- Code: https://github.com/larkspur-bio
- Bucket: `s3://larkspur-compbio`
""",
    ),
    Story(
        key="long-reads",
        title="Long-read direct RNA pilot?",
        born=at(31, "12:20"),
        by="rohan",
        begins_in="Old ideas",
        labels=("Analysis",),
        text="Isoforms of the candidates, four donors. Not this year.",
    ),
    Story(
        key="spatial",
        title="Spatial transcriptomics: what would we need?",
        born=at(31, "12:25"),
        by="tomasz",
        begins_in="Old ideas",
        events=(Label(at(29, "12:05"), "tomasz", "Analysis"),),
    ),
)

DELETED: tuple[Deleted, ...] = (
    Deleted("test-card", at(31, "12:40"), at(30, "09:05"), "yusuf", "Inbox"),
)
