"""What the bot makes on GitHub: repositories from the team's template, and words on pull requests.

https://docs.github.com/rest/repos/repos#create-a-repository-using-a-template
"""

from datetime import datetime
from typing import Any

from bot.providers.answers import Answer, CouldNotAsk, mapping, sequence, text
from bot.providers.github_api import GitHubApi
from bot.providers.github_reading import OUR_CHECK
from bot.providers.provider import Done

_MOST_SIGNS = 350  # of a repository's description
_STATUS_SIGNS = 140  # of a commit status


def make_repository(
    api: GitHubApi,
    template: str,
    owner: str,
    name: str,
    now: datetime,
    *,
    description: str,
    public: bool,
) -> Done:
    """A repository made from the template, private unless said otherwise; nothing is overwritten.

    One of this name that is there already, made from the same template, is given back as it is: so
    asking again after a lost answer makes no second one.
    """
    wanted = {
        "owner": owner, "name": name, "private": not public, "include_all_branches": False,
        "description": " ".join(description.split())[:_MOST_SIGNS],
    }  # fmt: skip
    answer = api.post(f"/repos/{template}/generate", wanted, now)
    if isinstance(answer, Answer):
        url = text(mapping(answer.body).get("html_url"))
        if url:
            return Done(True, f"Made {owner}/{name} from {template}.", url)
        return Done(False, "GitHub gave an answer that cannot be read; look whether it is there.")
    there = mapping(_body(api.get(f"/repos/{owner}/{name}", now)))
    if text(there.get("html_url")):
        made_from = text(mapping(there.get("template_repository")).get("full_name"))
        if made_from.casefold() == template.casefold():
            return Done(True, f"{owner}/{name} was there already.", text(there.get("html_url")))
        return Done(False, f"There is a repository {owner}/{name} already; choose another name.")
    return Done(False, f"No repository was made: {answer.why}{_errors(answer)}.")


def say_on_commit(api: GitHubApi, repository: str, head: str, says: str, now: datetime) -> bool:
    """Say something on a commit, as a check that fails nobody; whether GitHub took it.

    Check runs are for apps only; with a person's token it becomes a commit status.
    """
    check = {
        "name": OUR_CHECK, "head_sha": head, "status": "completed", "conclusion": "neutral",
        "output": {"title": says, "summary": says},
    }  # fmt: skip
    answer = api.post(f"/repos/{repository}/check-runs", check, now)
    if isinstance(answer, CouldNotAsk) and answer.status in (403, 404):
        status = {"state": "success", "context": OUR_CHECK, "description": says[:_STATUS_SIGNS]}
        answer = api.post(f"/repos/{repository}/statuses/{head}", status, now)
    return isinstance(answer, Answer)


def _body(answer: Answer | CouldNotAsk) -> Any:
    return answer.body if isinstance(answer, Answer) else None


def _errors(answer: CouldNotAsk) -> str:
    """What GitHub says of a name that it refuses."""
    told = [each for each in sequence(mapping(answer.body).get("errors")) if isinstance(each, str)]
    return f" ({told[0].rstrip('.')})" if told and answer.status == 422 else ""
