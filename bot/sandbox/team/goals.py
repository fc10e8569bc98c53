"""The goals: four long-term ones, and the short-term ones that the weekly meeting agreed on."""

from bot.sandbox.team.moments import at
from bot.sandbox.team.story import Attach, Due, Fill, Finish, Label, Move, Say, Story, Unlabel

LONG_TERM = (
    Story(
        key="goal-targets",
        title="Ranked target list for fibrotic lung disease",
        born=at(31, "10:02"),
        by="amara",
        begins_in="Goals",
        labels=("Long-term goal",),
        owners=("amara",),
        due=24,
        cover="orange",
        text="""## Outcome
20 targets ranked, each with evidence from at least three data types (genetics, bulk, single-cell).
The five best are accepted by the target review board.

## Why
The programme picks two targets for wet-lab follow-up at the end of the quarter. What is not on the
list by then waits half a year.

## Measured by
Rows with three or more evidence columns filled in the dashboard: {connect:target-dashboard}
""",
        events=(
            Say(
                at(21, "09:40"),
                "amara",
                "9 of 20 targets have three data types. Genetics is the thin column.",
            ),
            Say(
                at(11, "09:38"),
                "amara",
                "12 of 20. The missing ones wait for {card:coloc} and {card:de-ab}.",
            ),
            Say(
                at(4, "10:12"),
                "amara",
                "14 of 20 after the genetics table of {card:genetics-table}. Five weeks left.",
            ),
        ),
    ),
    Story(
        key="goal-routine",
        title="Routine analyses that anyone can start",
        born=at(31, "10:20"),
        by="amara",
        begins_in="Goals",
        labels=("Long-term goal",),
        owners=("meiling",),
        due=40,
        text="""## Outcome
Nine of ten deliveries (bulk RNA-seq, exomes, single-cell) go through an nf-core pipeline from our
launchpad within two working days of arrival, started by whoever is there.

## Why
Today only two people can start a run. In August both were away.

## Measured by
Days between "delivery complete" and "run succeeded", per delivery, last ten deliveries.
""",
        events=(
            Say(
                at(16, "11:05"),
                "meiling",
                "Seven of ten so far. rnaseq is routine; sarek and scrnaseq are not yet.",
            ),
            Say(at(3, "16:48"), "meiling", "Eight of ten with cohort B."),
        ),
    ),
    Story(
        key="goal-atlas",
        title="Single-cell reference of the fibrotic lung",
        born=at(31, "10:41"),
        by="amara",
        begins_in="Goals",
        labels=("Long-term goal",),
        owners=("rohan", "tomasz"),
        due=60,
        text="""## Outcome
One annotated reference of at least 400,000 cells from four public studies and our pilot, in three
levels of cell types; label transfer onto a held-out donor reaches a macro F1 of 0.85.

## Why
Every target question ends with "in which cells?". We answer it from four places that disagree.

## Measured by
The held-out donor report in {repo:analysis-lung-atlas}.
""",
        events=(
            Say(
                at(14, "15:20"),
                "rohan",
                "312,000 cells after QC ({card:atlas-qc}). First integration runs next week.",
            ),
        ),
    ),
    Story(
        key="goal-sharing",
        title="Be better at sharing data with the wet lab",
        born=at(30, "16:30"),
        by="amara",
        begins_in="Goals",
        labels=("Long-term goal",),
        text="""## Why
People ask for the same count tables again and again, and we answer by e-mail.

## Outcome
""",
        events=(
            Say(
                at(24, "13:15"),
                "sofia",
                "How would we notice that we are better? Number of e-mailed tables?",
            ),
        ),
    ),
)

SHORT_TERM = (
    Story(
        key="st-sarek",
        title="sarek signed off for exomes",
        born=at(24, "10:30"),
        by="amara",
        begins_in="Goals",
        labels=("Short-term goal",),
        owners=("tomasz",),
        goal="goal-routine",
        due=-15,
        text="""## Outcome
Tomasz and Mei-Ling sign the validation report of {card:sarek-giab}: SNV F1 of at least 0.995 and
indel F1 of at least 0.98 in the confident exome regions of HG002.

Serves {card:goal-routine}
""",
        events=(
            Due(at(14, "10:25"), "amara", -10),
            Say(
                at(14, "10:26"),
                "amara",
                "Carried over: the first run died in base recalibration, the second took all "
                "night.",
            ),
            Due(at(9, "10:31"), "amara", -5),
            Say(
                at(9, "10:32"),
                "amara",
                "Carried over a second time. Indels in homopolymers are below the line.",
            ),
            Due(at(4, "10:40"), "amara", 2),
            Say(
                at(4, "10:41"),
                "amara",
                "Third time. If it does not hold next week we sign off SNVs alone and say so.",
            ),
        ),
    ),
    Story(
        key="st-dashboard",
        title="Dashboard v2 in front of three biologists",
        born=at(9, "10:45"),
        by="amara",
        begins_in="Goals",
        labels=("Short-term goal",),
        owners=("amara",),
        goal="goal-targets",
        due=3,
        text="""## Outcome
Three people from the lung biology group answer "which cells express it, and who else believes it?"
for one target each, without help, in {card:dashboard}. We write down where they got stuck.

Serves {card:goal-targets}
""",
        events=(Say(at(1, "17:20"), "amara", "Two of three have said yes. The third is asked."),),
    ),
    Story(
        key="st-annotation",
        title="Cell type names agreed with pathology",
        born=at(14, "10:50"),
        by="amara",
        begins_in="Goals",
        labels=("Short-term goal",),
        owners=("tomasz",),
        goal="goal-atlas",
        due=-5,
        text="""## Outcome
One list of names for level 2 (about 35 types), with a marker gene pair each, that pathology uses
too.
""",
        events=(
            Due(at(4, "10:44"), "amara", 5),
            Say(
                at(4, "10:45"),
                "amara",
                "Carried over: pathology was away. The marker panel is nearly there.",
            ),
            Attach(
                at(4, "10:47"),
                "amara",
                "{card:goal-atlas}",
                "Single-cell reference of the fibrotic lung",
            ),
        ),
    ),
    Story(
        key="st-cohort-b",
        title="Cohort B counts in the hands of statistics",
        born=at(9, "10:52"),
        by="amara",
        begins_in="Goals",
        labels=("Short-term goal",),
        owners=("meiling",),
        goal="goal-targets",
        due=1,
        text="""## Outcome
Gene counts of all usable libraries of cohort B, with a sample sheet that Sofía can model from, in
`{s3:cohort-b/counts/}`.

## Result
45 of 48 libraries; three are out for stated reasons. Counts and sample sheet are in
`{s3:cohort-b/counts/}`, from {run:rnaseq-b-2}.
""",
        events=(
            Label(at(6, "09:15"), "meiling", "blocked"),
            Say(
                at(6, "09:16"),
                "meiling",
                "Stops here until we know whether the libraries are stranded: {card:strandedness}",
            ),
            Unlabel(at(4, "15:30"), "meiling", "blocked"),
            Fill(at(2, "11:02"), "meiling", "Result"),
            Say(
                at(2, "14:20"),
                "sofia",
                "Read in, sample sheet matches, design has full rank. Thank you!",
            ),
            Finish(at(1, "09:58"), "amara"),
            Move(at(1, "09:58"), "amara", "Done"),
        ),
    ),
)

GOALS: tuple[Story, ...] = LONG_TERM + SHORT_TERM
