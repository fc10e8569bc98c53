"""The pages of a board and what their forms do, in the order of the navigation.

Adding one is one file and one line here.
"""

from bot.web.pages import agenda, audit, goals, overview, rules, workload
from bot.web.pages.shape import Deed, Page

PAGES: tuple[Page, ...] = (
    Page("", "Overview", overview.show_overview),
    Page("workload", "Workload", workload.show_workload),
    Page("workload/{person}", "", workload.show_person),
    Page("goals", "Goals", goals.show_goals),
    Page("agenda", "Agenda", agenda.show_agenda),
    Page("rules", "Rules", rules.show_rules),
    Page("audit", "Audit", audit.show_audit),
)
NAVIGATION: tuple[Page, ...] = tuple(page for page in PAGES if page.title)

DEEDS: tuple[Deed, ...] = (Deed("audit/undo", audit.undo_effect),)
