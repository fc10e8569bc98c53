"""The types of actions that are known (source: Trello's "Action Types", and the real samples).

A type that is not among them is handled like any other: it marks the card that it names. It is
counted apart, because it may mean that Trello does something that Cardkeeper has not heard of.
"""

_NAMES = """
    acceptEnterpriseJoinRequest addAdminToBoard addAdminToOrganization addAttachmentToCard
    addChecklistToCard addLabelToCard addMemberToBoard addMemberToCard addMemberToOrganization
    addOrganizationToEnterprise addToEnterprisePluginWhitelist addToOrganizationBoard commentCard
    convertToCardFromCheckItem copyBoard copyCard copyChecklist copyCommentCard createBoard
    createBoardInvitation createBoardPreference createCard createCheckItem createCustomField
    createLabel createList createOrganization createOrganizationInvitation deactivatedMemberInBoard
    deactivatedMemberInEnterprise deactivatedMemberInOrganization deleteAttachmentFromCard
    deleteBoardInvitation deleteCard deleteCheckItem deleteComment deleteCustomField deleteLabel
    deleteOrganizationInvitation disableEnterprisePluginWhitelist disablePlugin disablePowerUp
    emailCard enableEnterprisePluginWhitelist enablePlugin enablePowerUp makeAdminOfBoard
    makeAdminOfOrganization makeNormalMemberOfBoard makeNormalMemberOfOrganization
    makeObserverOfBoard memberJoinedTrello moveCardFromBoard moveCardToBoard moveInboxCardToBoard
    moveListFromBoard moveListToBoard reactivatedMemberInBoard reactivatedMemberInEnterprise
    reactivatedMemberInOrganization removeAdminFromBoard removeAdminFromOrganization
    removeChecklistFromCard removeFromEnterprisePluginWhitelist removeFromOrganizationBoard
    removeLabelFromCard removeMemberFromBoard removeMemberFromCard removeMemberFromOrganization
    removeOrganizationFromEnterprise unconfirmedBoardInvitation unconfirmedOrganizationInvitation
    updateBoard updateCard updateCheckItem updateCheckItemStateOnCard updateChecklist updateComment
    updateCustomField updateCustomFieldItem updateLabel updateList updateMember updateOrganization
    voteOnCard withdrawEnterpriseJoinRequest
"""
KNOWN = frozenset(_NAMES.split())
