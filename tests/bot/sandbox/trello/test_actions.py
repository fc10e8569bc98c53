"""What a change leaves behind: in the feed, and in what webhooks are told."""

from typing import Any

from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene
from tests.bot.trello.receiver import Receiver

CARD = f"/cards/{scene.ALIGN}"


def feed(someone: Raw, **query: Any) -> list[dict[str, Any]]:
    """The feed since the start of the scene, oldest first."""
    since = scene.START.isoformat()
    found = someone.ok("GET", f"/boards/{scene.BOARD}/actions", since=since, limit=1000, **query)
    return list(reversed(found))


def kinds(actions: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return [(action["type"], *(action["data"].get("old") or {})) for action in actions]


def test_a_drag_is_two_actions_the_list_and_then_the_position(ada: Raw) -> None:
    ada.ok("PUT", CARD, idList=scene.DONE, pos=1234.5)
    moved, placed = feed(ada)
    assert kinds([moved, placed]) == [("updateCard", "idList"), ("updateCard", "pos")]
    data = moved["data"]
    assert (data["listBefore"]["name"], data["listAfter"]["name"]) == ("Doing", "Done")
    assert data["card"]["idList"] == scene.DONE
    assert "list" not in data
    assert placed["data"]["list"]["id"] == scene.DONE


def test_each_changed_field_is_an_action_of_its_own(ada: Raw) -> None:
    ada.ok("PUT", CARD, name="New", desc="new", due="2026-04-01T00:00:00Z", closed=True)
    found = feed(ada)
    assert kinds(found) == [
        ("updateCard", "name"),
        ("updateCard", "desc"),
        ("updateCard", "due"),
        ("updateCard", "closed"),
    ]
    assert all(len(action["data"]["old"]) == 1 for action in found)
    assert found[0]["data"]["old"] == {"name": "Align the reads"}


def test_what_does_not_change_leaves_no_trace(ada: Raw) -> None:
    ada.ok("PUT", CARD, name="Align the reads", idList=scene.DOING, closed=False)
    assert feed(ada) == []


def test_a_label_is_two_actions_of_which_the_feed_shows_one(ada: Raw, heard: Receiver) -> None:
    ada.ok("POST", f"{CARD}/idLabels", value=scene.BLUE)
    told = [parcel.event for parcel in heard.wait_for(2)]
    assert [(e.type, e.old_keys) for e in told] == [
        ("addLabelToCard", ()),
        ("updateCard", ("idLabels",)),
    ]
    assert kinds(feed(ada)) == [("updateCard", "idLabels")]


def test_an_edited_comment_is_marked_and_told_only_to_webhooks(ada: Raw, heard: Receiver) -> None:
    made = ada.ok("POST", f"{CARD}/actions/comments", text="one")
    edited = ada.ok("PUT", f"/actions/{made['id']}", text="two")
    assert edited["data"]["text"] == "two"
    assert "dateLastEdited" in edited["data"]
    ada.ok("DELETE", f"/actions/{made['id']}")
    told = [parcel.event.type for parcel in heard.wait_for(3)]
    assert told == ["commentCard", "updateComment", "deleteComment"]
    assert feed(ada) == []


def test_only_the_author_edits_a_comment_and_an_admin_may_delete_it(ada: Raw, bot: Raw) -> None:
    made = bot.ok("POST", f"{CARD}/actions/comments", text="from the bot")
    assert ada.refused("PUT", f"/actions/{made['id']}", text="from ada")[0] == 401
    own = ada.ok("POST", f"{CARD}/actions/comments", text="from ada")
    assert bot.refused("DELETE", f"/actions/{own['id']}")[0] == 401
    ada.ok("DELETE", f"/actions/{made['id']}")


def test_of_a_deleted_card_only_the_deletion_stays_in_the_feed(ada: Raw) -> None:
    ada.ok("PUT", CARD, name="Soon gone")
    ada.ok("DELETE", CARD)
    assert kinds(feed(ada)) == [("deleteCard",)]
    whole = ada.ok("GET", f"/boards/{scene.BOARD}/actions")
    assert [action["type"] for action in whole] == ["deleteCard"]


def test_the_feed_leaves_out_what_trellos_feed_leaves_out(ada: Raw, heard: Receiver) -> None:
    ada.ok("POST", f"/checklists/{scene.STEPS}/checkItems", name="index")
    ada.ok("PUT", f"{CARD}/checkItem/{scene.SORT}", state="complete")
    ada.ok("PUT", f"{CARD}/checkItem/{scene.SORT}", name="sort again")
    ada.ok("POST", "/labels", idBoard=scene.BOARD, name="l", color="red")
    told = [parcel.event.type for parcel in heard.wait_for(4)]
    assert told == [
        "createCheckItem",
        "updateCheckItemStateOnCard",
        "updateCheckItem",
        "createLabel",
    ]
    assert kinds(feed(ada)) == [("updateCheckItemStateOnCard",)]


def test_members_attachments_and_checklists_have_their_own_actions(ada: Raw) -> None:
    ada.ok("POST", f"{CARD}/idMembers", value=scene.BOT)
    ada.ok("DELETE", f"{CARD}/idMembers/{scene.ADA}")
    made = ada.ok("POST", f"{CARD}/attachments", url="https://example.org/a")
    ada.ok("DELETE", f"{CARD}/attachments/{made['id']}")
    ada.ok("DELETE", f"{CARD}/checklists/{scene.STEPS}")
    ada.ok("PUT", f"{CARD}/customField/{scene.HOURS}/item", value={"number": "8"})
    found = feed(ada)
    assert [action["type"] for action in found] == [
        "addMemberToCard",
        "removeMemberFromCard",
        "addAttachmentToCard",
        "deleteAttachmentFromCard",
        "removeChecklistFromCard",
        "updateCustomFieldItem",
    ]
    assert found[0]["member"]["username"] == "cardkeeper"
    assert found[-1]["data"]["old"] == {"value": {"number": "3"}}


def test_an_action_names_who_did_it_and_through_which_application(ada: Raw) -> None:
    ada.ok("PUT", CARD, desc="x")
    action = feed(ada)[0]
    assert action["idMemberCreator"] == action["memberCreator"]["id"] == scene.ADA
    assert len(action["appCreator"]["id"]) == 24


def test_the_feed_is_filtered_by_kind_and_by_the_field_that_changed(ada: Raw) -> None:
    ada.ok("PUT", CARD, name="n", idList=scene.DONE)
    ada.ok("POST", f"{CARD}/actions/comments", text="c")
    assert kinds(feed(ada, filter="updateCard:idList,commentCard")) == [
        ("updateCard", "idList"),
        ("commentCard",),
    ]
    of_card = ada.ok("GET", f"{CARD}/actions")
    assert {a["type"] for a in of_card} == {"updateCard", "commentCard"}
    assert len(ada.ok("GET", f"{CARD}/actions", filter="all")) == 4


def test_badges_count_what_hangs_on_a_card(ada: Raw) -> None:
    ada.ok("POST", f"{CARD}/actions/comments", text="c")
    ada.ok("PUT", f"{CARD}/checkItem/{scene.SORT}", state="complete")
    badges = ada.ok("GET", CARD)["badges"]
    counted = [badges[key] for key in ("comments", "checkItems", "checkItemsChecked")]
    assert counted == [2, 2, 2]
    assert badges["attachments"] == 1


def test_a_copy_says_what_it_was_copied_from(ada: Raw) -> None:
    ada.ok("POST", "/cards", idList=scene.IDEAS, idCardSource=scene.ALIGN)
    action = feed(ada)[0]
    assert (action["type"], action["data"]["cardSource"]["id"]) == ("copyCard", scene.ALIGN)


def test_deleting_a_label_takes_it_off_every_card(ada: Raw) -> None:
    ada.ok("DELETE", f"/labels/{scene.RED}")
    card = ada.ok("GET", CARD)
    assert (card["idLabels"], card["labels"]) == ([], [])
