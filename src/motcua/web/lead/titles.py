"""What the lists behind figures are called."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries.board import Period
from motcua.web import words

TITLES = {
    "open": _("Open dossiers"),
    "late": _("Overdue now"),
    "near": _("Due within a working day"),
    "waiting": _("Waiting for the applicant or a payment"),
    "filed": _("Filed"),
    "refused": _("Not received, with reason"),
    "received": _("Received"),
    "received_direct": _("Received at the counter"),
    "received_online": _("Filed online"),
    "received_post": _("Come by post"),
    "assisted": _("Filed online with help at the counter"),
    "supplemented": _("Papers asked for once more"),
    "digitised": _("Papers digitised"),
    "reused": _("Papers already held and used again"),
    "charged": _("With a fee"),
    "paid": _("Fee paid"),
    "paid_online": _("Fee paid online"),
    "extended": _("Extended, with an apology"),
    "closed": _("Finished"),
    "closed_with_due": _("Finished, with a due moment"),
    "on_time_law": _("On time by law"),
    "late_law": _("Late by law"),
    "on_time_promise": _("On time by promise"),
    "late_promise": _("Late by promise"),
    "granted": _("Granted"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
    "stopped": _("Stopped"),
    "result_digitised": _("Results digitised"),
    "result_electronic": _("Results in electronic form"),
    "corrected": _("Taken up again for a correction"),
    "handed_over": _("Results handed over"),
    "rated": _("Rated by citizens"),
    "satisfied": _("Rated good or very good"),
    "disliked": _("Rated bad or very bad"),
    "supplemented_again": _("Papers asked for twice or more"),
    "result_due": _("That end in a document"),
    "digitised_whole": _("Papers and result digitised"),
    "online_whole": _("Online, with an electronic result"),
    "early_law": _("Finished before the day due by law"),
    "early_promise": _("Finished before the promised day"),
    "on_time_766": _("On time as Decision 766 counts"),
    "late_766": _("Late as Decision 766 counts"),
    "document_due": _("Decided, with a document as the result"),
    "document_given": _("Decided, the document digitised"),
    "due_law": _("Due by law"),
    "met_law": _("Due by law and finished in time"),
    "due_promise": _("Promised for the period"),
    "met_promise": _("Promised for the period and finished in time"),
}


def of(measure: str) -> str:
    """Return the name of a list."""
    return gettext(TITLES.get(measure, _("Dossiers")))


def period(chosen: Period | None) -> str:
    """Return a period in words."""
    if chosen is None:
        return gettext("at this moment")
    return gettext("from %(from)s") % {"from": words.day(chosen.from_on)}
