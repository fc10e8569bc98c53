"""Tools: the internal R package, the dashboard, templates and what keeps them running."""

from bot.sandbox.team.moments import at
from bot.sandbox.team.story import (
    Archive,
    Attach,
    Fill,
    Finish,
    Join,
    Label,
    Move,
    Rename,
    Say,
    Story,
    Tick,
)

TOOLS: tuple[Story, ...] = (
    Story(
        key="core-reader",
        title="(2) larkspur.core: one reader for count tables of every aligner",
        born=at(17, "09:50"),
        by="meiling",
        begins_in="Ready",
        labels=("Tool",),
        owners=("meiling",),
        estimate=2,
        goal="goal-routine",
        due=5,
        text="""## Need
Every analysis begins with twenty lines that read salmon, STARsolo or simpleaf output, each a bit
differently. Gene versions get lost in half of them.

## Plan
`read_counts(path, sheet)` gives a SummarizedExperiment with the sample sheet joined and checked.
Three back ends, one set of tests on tiny real outputs.

## Result
""",
        checklist=(
            "Back ends",
            ("salmon", "STARsolo", "simpleaf", "Vignette"),
        ),
        events=(
            Move(at(10, "09:30"), "meiling", "Doing"),
            Tick(at(8, "16:50"), "meiling", 0),
            Tick(at(6, "17:05"), "meiling", 1),
            Attach(at(6, "17:10"), "meiling", "{pr:larkspur.core#41}", "read_counts(): one reader"),
            Say(
                at(2, "12:15"),
                "yusuf",
                "Used the branch for the doublets, it saved me the afternoon.",
            ),
        ),
    ),
    Story(
        key="core-genesets",
        title="Gene set tests in larkspur.core: camera and fgsea behind one function",
        born=at(10, "13:40"),
        by="sofia",
        begins_in="Inbox",
        labels=("Tool",),
        estimate=2,
        goal="goal-routine",
        text="""## Need
Reports mix camera on counts with fgsea on ranks, and readers compare the p-values.

## Plan
One function, the test named in every table, our gene set collection with a version.

## Result
""",
        events=(Move(at(4, "11:00"), "amara", "Ready"),),
    ),
    Story(
        key="renv",
        title="[1] Record the R environment of every rendered report",
        born=at(14, "14:05"),
        by="meiling",
        begins_in="Ready",
        labels=("Tool",),
        owners=("meiling",),
        estimate=1,
        goal="goal-routine",
        due=-3,
        text="""## Need
In June nobody could say which DESeq2 made figure 3.

## Plan
`render_report()` writes `renv.lock` and the container digest beside the HTML.

## Result
In larkspur.core 0.8.2: {pr:larkspur.core#38}
""",
        checklist=(
            "Roll-out",
            (
                "Release 0.8.2",
                "Connect rebuilds the three scheduled reports",
                "Tell the team how to read it",
            ),
        ),
        events=(
            Move(at(8, "09:25"), "meiling", "Doing"),
            Attach(
                at(6, "10:45"),
                "meiling",
                "{pr:larkspur.core#38}",
                "Record renv.lock beside each rendered report",
            ),
            Tick(at(5, "09:50"), "meiling", 0),
            Fill(at(5, "09:55"), "meiling", "Result"),
            Move(at(5, "09:56"), "meiling", "Review"),
            Tick(at(4, "13:45"), "meiling", 1),
            Finish(at(4, "13:48"), "meiling"),
            Move(at(4, "13:48"), "meiling", "Done"),
        ),
    ),
    Story(
        key="dashboard",
        title="(4) Target dashboard v2 on Posit Connect",
        born=at(23, "13:20"),
        by="rohan",
        begins_in="Ready",
        labels=("Tool",),
        owners=("rohan",),
        estimate=4,
        goal="goal-targets",
        due=2,
        text="""## Need
Biologists ask us for one gene at a time. They should see what speaks for a target, and in which
cells, without asking.

## Plan
Evidence tab (one row per target and data type), expression tab from pseudobulk, permalink per
target. Shiny with the data as one parquet file. Server: {connect:target-dashboard}

## Result
""",
        checklist=(
            "For v2",
            ("Evidence tab", "Expression tab", "Permalinks", "Loads in under three seconds"),
        ),
        events=(
            Move(at(18, "08:00"), "rohan", "Doing"),
            Tick(at(13, "12:50"), "rohan", 0),
            Attach(
                at(12, "11:10"),
                "rohan",
                "{pr:app-target-dashboard#23}",
                "Evidence tab: one row per target and data type",
            ),
            Tick(at(9, "13:55"), "rohan", 1),
            Tick(at(7, "12:10"), "rohan", 2),
            Join(at(7, "12:25"), "rohan", "amara"),
            Say(
                at(7, "12:26"),
                "rohan",
                "{who:amara} takes it over while I am away. Only the loading time is left: 7 s on "
                "Connect.",
            ),
            Say(
                at(2, "10:20"),
                "meiling",
                "Two processes instead of one, and the parquet on the server's disk: 2.4 s.",
            ),
            Tick(at(2, "10:22"), "meiling", 3),
            Move(at(1, "10:05"), "amara", "Review"),
        ),
    ),
    Story(
        key="template",
        title="Template repository for an analysis",
        born=at(29, "10:15"),
        by="meiling",
        begins_in="Ready",
        labels=("Tool",),
        owners=("meiling",),
        estimate=1.5,
        goal="goal-routine",
        due=-17,
        text="""## Need
Eleven analyses, eleven layouts.

## Plan
README with question and data, `params.yml`, one report, CI that renders it on tiny data.

## Result
{repo:template-analysis}; the next three analyses start from it.
""",
        events=(
            Move(at(24, "11:05"), "meiling", "Doing"),
            Fill(at(18, "16:20"), "meiling", "Result"),
            Move(at(18, "16:25"), "meiling", "Review"),
            Say(at(17, "13:30"), "sofia", "Started the paired design from it, took five minutes."),
            Finish(at(17, "13:41"), "meiling"),
            Move(at(17, "13:41"), "meiling", "Done"),
        ),
    ),
    Story(
        key="scheduled-reports",
        title="Move scheduled reports off the personal account",
        born=at(11, "15:55"),
        by="meiling",
        begins_in="Ready",
        labels=("Tool",),
        estimate=1,
        goal="goal-routine",
        text="""## Need
Three reports on Connect run as Tomasz. When his password changes on the first of the month, they
stop.

## Plan
Service account, read-only on the buckets, owner group "compbio".

## Result
""",
        events=(
            Say(
                at(3, "12:05"),
                "tomasz",
                "Please. It is the first of the month sooner than one thinks.",
            ),
        ),
    ),
    Story(
        key="launchpad",
        title="(2) rnaseq on the launchpad with our defaults",
        born=at(27, "11:45"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("meiling",),
        estimate=2,
        goal="goal-routine",
        due=-12,
        text="""## Purpose
Anyone in the group starts nf-core/rnaseq from a form with three fields.

## Inputs
Sample sheet from the bucket; everything else fixed in {repo:pipeline-configs}.

## Validation
Yusuf started one with no help and got the same counts as {run:rnaseq-a}.

## Result
On the launchpad since {pr:pipeline-configs#15}.
""",
        events=(
            Move(at(19, "14:40"), "meiling", "Doing"),
            Attach(
                at(14, "10:05"),
                "meiling",
                "{pr:pipeline-configs#15}",
                "rnaseq: GENCODE v47 reference set",
            ),
            Say(
                at(13, "13:15"),
                "yusuf",
                "Done. The only thing I had to ask was what 'profile' means.",
            ),
            Fill(at(12, "09:10"), "meiling", "Result"),
            Move(at(12, "09:12"), "meiling", "Review"),
            Finish(at(12, "15:00"), "amara"),
            Move(at(12, "15:00"), "amara", "Done"),
        ),
    ),
    Story(
        key="stuff",
        title="stuff for the meeting",
        born=at(4, "17:25"),
        by="tomasz",
        begins_in="Doing",
        owners=("tomasz",),
        events=(Say(at(3, "09:10"), "amara", "What is this one?"),),
    ),
    Story(
        key="misc",
        title="misc",
        born=at(4, "11:45"),
        by="yusuf",
        begins_in="Inbox",
    ),
    Story(
        key="slurm",
        title="Keep the old cluster for small jobs?",
        born=at(28, "16:40"),
        by="tomasz",
        begins_in="Inbox",
        labels=("Tool",),
        text="""## Need
Small jobs wait eight minutes for a machine in the cloud.

## Plan

## Result
No. The warm pool brought it down to 40 seconds, and two systems are one too many.
""",
        events=(
            Rename(at(27, "10:10"), "amara", "cluster"),
            Label(at(22, "10:35"), "amara", "for the handbook"),
            Fill(at(22, "10:36"), "amara", "Result"),
            Archive(at(22, "10:38"), "amara"),
        ),
    ),
)
