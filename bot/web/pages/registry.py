"""The pages of a board and what their forms do, in the order of the navigation.

Adding one is one file and one line here.
"""

from bot.web.pages import (
    agenda,
    audit,
    flow,
    goals,
    meeting,
    meeting_forms,
    minutes,
    overview,
    rules,
    workload,
)
from bot.web.pages.shape import Deed, Page

PAGES: tuple[Page, ...] = (
    Page("", "Overview", overview.show_overview),
    Page("workload", "Workload", workload.show_workload),
    Page("workload/{person}", "", workload.show_person),
    Page("flow", "Flow", flow.show_flow),
    Page("goals", "Goals", goals.show_goals),
    Page("meeting", "Meeting", meeting.show_meeting),
    Page("meeting/live", "", meeting.show_live),
    Page("meeting/{day}", "", meeting.show_meeting),
    Page("agenda", "", agenda.show_agenda),
    Page("minutes", "Minutes", minutes.show_archive),
    Page("minutes/{day}", "", minutes.show_minutes),
    Page("minutes/{day}/markdown", "", minutes.as_markdown),
    Page("rules", "Rules", rules.show_rules),
    Page("audit", "Audit", audit.show_audit),
)
NAVIGATION: tuple[Page, ...] = tuple(page for page in PAGES if page.title)

DEEDS: tuple[Deed, ...] = (Deed("audit/undo", audit.undo_effect), *meeting_forms.DEEDS)
