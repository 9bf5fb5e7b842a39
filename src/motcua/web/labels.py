"""The words for states, verbs and roles. Each is a sentence of the catalogue of translations."""

from django.utils.translation import gettext_noop as _

STATES = {
    "new": _("Not yet filed"),
    "filed": _("Filed, waiting for reception"),
    "incomplete": _("Not yet received: papers to be completed"),
    "refused": _("Refused"),
    "received": _("Received"),
    "in_process": _("In process"),
    "waiting": _("Waiting for supplements"),
    "charged": _("Waiting for a financial duty"),
    "proposed": _("Submitted for approval"),
    "approved": _("Approved, waiting for signature"),
    "signed": _("Signed, waiting for issue"),
    "decided": _("Result ready"),
    "handed_over": _("Result handed over"),
    "withdrawn": _("Withdrawn"),
    "stopped": _("Stopped"),
}

STATE_TONES = {
    "incomplete": "warn",
    "refused": "bad",
    "waiting": "warn",
    "charged": "warn",
    "proposed": "gold",
    "approved": "gold",
    "signed": "gold",
    "decided": "good",
    "handed_over": "good",
    "received": "info",
    "in_process": "info",
    "filed": "info",
}

VERBS = {
    "file": _("File the dossier"),
    "receive": _("Receive"),
    "refuse": _("Refuse to receive"),
    "ask_supplement": _("Ask for supplements"),
    "take_supplement": _("Take supplements"),
    "charge": _("Wait for a financial duty"),
    "settle": _("Financial duty fulfilled"),
    "assign": _("Assign"),
    "transfer": _("Transfer"),
    "advance": _("Move on"),
    "propose": _("Submit for approval"),
    "send_back": _("Send back"),
    "approve": _("Approve"),
    "sign": _("Sign the result"),
    "decide": _("Issue the result"),
    "extend": _("Extend the due date"),
    "withdraw": _("Withdraw"),
    "stop": _("Stop processing"),
    "hand_over": _("Hand over the result"),
    "correct": _("Correct"),
    "pay": _("Take the fee"),
    "attach": _("Attach papers"),
    "rate": _("Rate"),
    "recount": _("Recount the due date"),
    "link": _("Linked with other procedures"),
}

ROLES = {
    "reception": _("Reception officer"),
    "specialist": _("Specialist"),
    "leader": _("Leader"),
    "clerk": _("Clerk"),
    "reform": _("Reform officer"),
    "admin": _("Administrator"),
}
