"""Variants and human genetics: the validation of sarek, colocalisation, the evidence table."""

from bot.sandbox.team.moments import at
from bot.sandbox.team.story import Attach, Due, Fill, Finish, Label, Leave, Move, Say, Story, Tick

GENETICS: tuple[Story, ...] = (
    Story(
        key="sarek-giab",
        title="Validate nf-core/sarek on HG002 against the GIAB truth set",
        born=at(24, "10:52"),
        by="meiling",
        begins_in="Ready",
        labels=("Pipeline",),
        owners=("tomasz", "meiling"),
        estimate=3,
        goal="goal-routine",
        due=-10,
        text="""## Purpose
Exome variants from sarek may be used in target decisions once this is signed: {card:st-sarek}

## Inputs
HG002 exome, 120x, `{s3:validation/hg002/}`; GIAB v4.2.1 truth and confident regions, cut to our
capture kit.

## Validation
hap.py, SNVs and indels apart, stratified by homopolymer and low mappability.

| caller | SNV F1 | indel F1 |
|---|---|---|
| HaplotypeCaller | 0.9961 | 0.9744 |
| DeepVariant | 0.9970 | 0.9893 |

## Result
""",
        checklist=(
            "Sign-off",
            (
                "SNV F1 of 0.995 or better",
                "Indel F1 of 0.98 or better",
                "Run time and cost written down",
                "Parameters frozen in pipeline-configs",
            ),
        ),
        events=(
            Move(at(20, "09:15"), "tomasz", "Doing"),
            Attach(at(19, "18:00"), "tomasz", "{run:sarek-1}", "grave_osprey"),
            Say(
                at(18, "09:05"),
                "tomasz",
                "Exit 137 in base recalibration on the small queue. More memory, next try tonight.",
            ),
            Attach(at(15, "17:35"), "tomasz", "{run:sarek-2}", "keen_osprey"),
            Move(at(13, "11:30"), "tomasz", "Review"),
            Tick(at(13, "14:05"), "meiling", 0),
            Say(
                at(12, "10:10"),
                "meiling",
                "Indels are at 0.974 with HaplotypeCaller. Back to you, sorry.",
            ),
            Move(at(12, "10:11"), "meiling", "Doing"),
            Due(at(9, "10:35"), "amara", -3),
            Say(
                at(8, "15:30"),
                "tomasz",
                "DeepVariant passes. Homopolymers above 8 are what HaplotypeCaller loses.",
            ),
            Move(at(8, "15:31"), "tomasz", "Review"),
            Move(at(6, "16:20"), "meiling", "Doing"),
            Say(
                at(6, "16:22"),
                "meiling",
                "One run per caller, please, with the frozen parameters. The table mixes two "
                "configs.",
            ),
            Attach(
                at(5, "11:10"),
                "tomasz",
                "{pr:analysis-sarek-validation#6}",
                "hap.py per stratum, with and without BQSR",
            ),
            Move(at(4, "17:10"), "tomasz", "Review"),
            Attach(at(2, "18:20"), "tomasz", "{run:sarek-3}", "plain_osprey"),
            Move(at(1, "09:12"), "tomasz", "Doing"),
            Say(
                at(1, "09:14"),
                "tomasz",
                "Last night's run failed: the germline resource was not readable from the new "
                "queue. Mei-Ling, is that the bucket policy?",
            ),
            Say(at(1, "11:40"), "meiling", "Yes, mine. Fixed now, please start again."),
        ),
    ),
    Story(
        key="coloc",
        title="(5) Colocalise GWAS and eQTL signals at the twelve lead loci",
        born=at(21, "10:15"),
        by="amara",
        begins_in="Ready",
        labels=("Analysis", "urgent"),
        owners=("tomasz",),
        estimate=5,
        goal="goal-targets",
        due=-3,
        text="""## Question
At which of the twelve lead loci do disease risk and lung expression share a causal variant?

## Data
Public GWAS summary statistics; eQTL of lung tissue; LD from the matching reference panel.

## Method
coloc with SuSiE, PP4 above 0.8, and a sensitivity plot of the priors per locus. Code:
https://github.com/larkspur-bio/Coloc_tw_v2

## Result
""",
        checklist=(
            "Loci",
            ("Loci 1 to 4", "Loci 5 to 8", "Loci 9 to 12", "Sensitivity to the priors"),
        ),
        events=(
            Move(at(13, "11:40"), "tomasz", "Doing"),
            Tick(at(10, "16:15"), "tomasz", 0),
            Tick(at(7, "12:30"), "tomasz", 1),
            Say(
                at(4, "11:20"),
                "amara",
                "The review board meets soon and asks for loci 9 to 12. What do you need?",
            ),
            Say(at(4, "13:05"), "tomasz", "A day without sarek."),
        ),
    ),
    Story(
        key="genetics-table",
        title="(2) Genetics evidence table for the target list",
        born=at(18, "13:30"),
        by="tomasz",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("tomasz",),
        estimate=2,
        goal="goal-targets",
        due=-8,
        text="""## Question
What does human genetics say for each of the 20 candidates?

## Data
Public GWAS and burden tests, rare-disease genes, our exomes where called.

## Method
One row per gene and kind of evidence, with direction of effect; scores as agreed in
{card:weights}.

## Result
Table `targets_genetics.parquet` in `{s3:targets/}`; 14 of 20 candidates have at least one line.
Shown on {connect:target-dashboard}
""",
        events=(
            Move(at(11, "10:05"), "tomasz", "Doing"),
            Fill(at(8, "13:20"), "tomasz", "Result"),
            Move(at(8, "13:22"), "tomasz", "Review"),
            Say(at(7, "15:15"), "amara", "Direction of effect is what we lacked. Accepted."),
            Finish(at(7, "15:17"), "amara"),
            Move(at(7, "15:17"), "amara", "Done"),
        ),
    ),
    Story(
        key="weights",
        title="(2) Agree the weights of evidence for ranking targets",
        born=at(16, "10:40"),
        by="amara",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("amara",),
        estimate=2,
        goal="goal-targets",
        start=-8,
        due=3,
        text="""## Question
How do genetics, bulk and single-cell evidence count against each other in the ranking?

## Data
The 20 candidates with what is known today.

## Method
Three weightings, the ranks that move, and one page for the target review board.

## Result
""",
        events=(
            Move(at(8, "16:05"), "amara", "Doing"),
            Say(
                at(6, "11:35"),
                "sofia",
                "Please show rank intervals, not ranks. Positions 4 to 11 are one group.",
            ),
            Say(
                at(2, "16:15"),
                "amara",
                "Weighting B is the one that biology and genetics can both live with.",
            ),
        ),
    ),
    Story(
        key="fusion",
        title="(2) Fusion calls in the 14 exome-negative cases with nf-core/rnafusion",
        born=at(8, "14:45"),
        by="amara",
        begins_in="Inbox",
        labels=("Analysis",),
        owners=("yusuf",),
        estimate=2,
        start=8,
        due=6,
        text="""## Question
Does any of the 14 exome-negative cases carry a fusion that explains the phenotype?

## Data
RNA of 14 cases, `{s3:rare-cases/rnaseq/}`

## Method
nf-core/rnafusion with STAR-Fusion and Arriba; kept when both call it.

## Result
""",
        events=(
            Move(at(4, "10:58"), "amara", "Ready"),
            Leave(at(3, "11:30"), "amara", "yusuf"),
            Say(
                at(3, "11:32"),
                "amara",
                "Off Yusuf's plate until the doublets are done. Who would like it?",
            ),
        ),
    ),
    Story(
        key="access-b",
        title="Genotypes of cohort B: access to the controlled bucket",
        born=at(24, "15:40"),
        by="amara",
        begins_in="Inbox",
        labels=("Data",),
        owners=("amara",),
        goal="goal-targets",
        text="""## Source
Partner hospital, array genotypes of 57 donors, controlled access.

## Content

## Checks

## Location
""",
        events=(
            Move(at(23, "10:20"), "amara", "Doing"),
            Move(at(17, "14:50"), "amara", "Waiting"),
        ),
    ),
    Story(
        key="sample-size-note",
        title="(1) Note: how many slides for the imaging sub-study",
        born=at(12, "09:45"),
        by="sofia",
        begins_in="Ready",
        labels=("Analysis",),
        owners=("sofia",),
        estimate=1,
        due=-3,
        text="""## Question
How many slides per donor does the imaging sub-study need?

## Data
Variance between slides from the pilot, 8 donors, 3 slides each.

## Method
Variance components, cost per slide from the core.

## Result
Two slides per donor; the third adds 4 % power for 50 % more scanning. Note:
{connect:imaging-sample-size}
""",
        events=(
            Move(at(6, "09:10"), "sofia", "Doing"),
            Fill(at(4, "12:15"), "sofia", "Result"),
            Move(at(4, "12:20"), "sofia", "Review"),
            Say(at(1, "12:30"), "amara", "Sent to the imaging group, they are happy to scan less."),
            Finish(at(1, "12:32"), "amara"),
            Move(at(1, "12:32"), "amara", "Done"),
            Label(at(1, "12:33"), "amara", "for the handbook"),
        ),
    ),
)
