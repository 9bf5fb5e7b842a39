"""Whether a reception may go ahead: what is missing, in the order of the page, each with its place."""

from django.utils.translation import gettext

from motcua.web.counter.laid import Laid, Problem


def problems(laid: Laid) -> list[Problem]:
    """Return what stands in the way of receiving; empty when nothing does."""
    return [*_person(laid), *_procedure(laid), *_papers(laid), *_money(laid)]


def problems_to_answer(laid: Laid) -> list[Problem]:
    """Return what stands in the way of a written request or refusal: the papers may be missing."""
    found = [*_person(laid), *_procedure(laid)]
    if laid.mode == "supplement" and not laid.missing and laid.version is not None:
        found.append(
            Problem("p0-miss", gettext("Mark the paper that is missing; then the slip can name it."))
        )
    return found


def _person(laid: Laid) -> list[Problem]:
    found = []
    if laid.person is None and laid.person_form is None:
        found.append(Problem("who", gettext("Who brings the papers? Scan the card or type a number.")))
    for form in (laid.person_form if laid.person is None else None, laid.filer_form):
        if form is not None and form.is_bound and not form.is_valid():
            found += [
                Problem(form[name].id_for_label, str(errors[0])) for name, errors in form.errors.items()
            ]
    if laid.on_behalf and laid.filer_form is not None and not laid.filer_form.is_bound:
        name = laid.filer_form["name"]
        if not name.value():
            found.append(Problem(name.id_for_label, gettext("Who files for the applicant?")))
    return found


def _procedure(laid: Laid) -> list[Problem]:
    if laid.version is None:
        return [Problem("what", gettext("Which procedure is it?"))]
    return []


def _papers(laid: Laid) -> list[Problem]:
    found = []
    for line in laid.missing:
        said = (
            gettext("“%(name)s” is missing.") if line.state == "miss" else gettext("“%(name)s”: is it there?")
        )
        found.append(Problem(f"{line.id}-has", said % {"name": line.shown}))
    return found


def _money(laid: Laid) -> list[Problem]:
    if laid.version is None or laid.fee is None:
        return []
    if laid.fee_typed and laid.fee_amount is None:
        return [Problem("fee_typed", gettext("The amount is a whole number of đồng."))]
    if laid.paid != "later" and laid.fee_amount is None:
        return [Problem("fee_typed", gettext("Type the amount that was taken."))]
    return []
