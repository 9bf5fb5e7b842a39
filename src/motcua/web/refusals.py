"""What a person reads when a rule says no: one sentence for each reason, named by its class.

Facts of the refusal stand in a sentence as %(name)s. A class without a sentence borrows its parent's.
"""

from django.utils.translation import gettext_noop as _

PLAIN = _("The rules do not allow this.")

PEOPLE = {
    "BadIdNumber": _("“%(number)s” cannot be a number of this kind of paper. A citizen card has 12 digits."),
    "BadPhone": _("“%(number)s” is not a Vietnamese telephone number. It has 10 digits and begins with 0."),
    "BadBirthDay": _("The day of birth lies in the future or too far back."),
    "NameMissing": _("The name of the applicant is missing."),
    "NameDiffers": _(
        "The register knows this number under another name. Please come to the counter with the card."
    ),
    "PersonUnknown": _("This applicant is not in the register. Search for the person again."),
    "NotACard": _("What was read is not the code on the back of a citizen card."),
    "TooManyAttempts": _("Too many wrong guesses. The next one is possible from %(again_at)s."),
}

PAPERS = {
    "FileTooLarge": _("“%(name)s” is too large: one file may have %(most)s MB at most."),
    "FileEmpty": _("“%(name)s” is empty. Choose the file once more."),
    "FileUnwelcome": _(
        "“%(name)s” cannot be taken: send a PDF, a photograph or an office document, under its own name."
    ),
    "TooManyFiles": _("A dossier may hold %(most)s files at most."),
    "FilesTooLarge": _("The files of one dossier may have %(most)s MB together."),
    "FileUnknown": _("One of the files did not arrive. Choose it once more."),
    "BadQuantity": _("The number of papers must lie between 0 and 999."),
    "NothingAsked": _("The request names no paper: say what has to be brought."),
    "NothingBrought": _("Nothing of what was asked for is here yet."),
    "AskedTooOften": _(
        "The applicant has been asked for supplements %(most)s times: the law allows no more."
    ),
}

HONEST = {
    "GroundUnknown": _("Choose the ground of the refusal."),
    "GroundMissing": _("Name the provision of law that this refusal rests on."),
    "AskedFor": _("The dossier waits for papers: take this one as the supplement, and the clock runs on."),
    "NoTelephone": _("The applicant left no telephone number."),
    "TooManyCodes": _("Three codes have gone out within the hour. Wait, or ask for a signature."),
    "WrongCode": _("This is not the code that was sent, or it is too old. Send a new one."),
    "BadCheckpoint": _("This is not a checkpoint of a journal."),
    "QuestionAnswered": _("This question has been answered already."),
    "AboutYou": _("This question is about your own work: somebody else answers it."),
    "AnswerTooShort": _("Write the answer in at least %(least)s characters."),
    "ReportTooShort": _("Tell in at least %(least)s characters what happened."),
    "ReportClosed": _("This report is closed."),
}

DOSSIERS = {
    "Illegal": _("“%(verb)s” is not possible now: the dossier is in the state “%(state)s”."),
    "NotYours": _("This is the duty of another role or another unit."),
    "Stale": _("Somebody else has just changed this dossier. Look at it again, then decide."),
    "KeyReused": _("This form was already sent for another dossier. Open a fresh one."),
    "ProcedureUnknown": _("No procedure with the code “%(code)s” is in force today."),
    "NotOffered": _("This unit does not offer the procedure “%(code)s” today."),
    "OfferUnknown": _("There is no procedure “%(code)s” for this unit to offer."),
    "UnknownChannel": _("There is no such way to file a dossier."),
    "BadCount": _("Pages and copies are counted from one."),
    "ReasonTooShort": _(
        "Write the reason in at least %(least)s characters, so that the applicant can understand it."
    ),
    "NoSuchStep": _("The route ends here: there is no further step."),
    "NoSuchUnit": _("That unit cannot take this dossier."),
    "TakenBefore": _("Somebody else has taken %(code)s already. Look at the list again."),
    "NeedsSignature": _("The result needs a leader's signature first."),
    "NoteMissing": _("Say in a few words what has to be mended."),
    "BadCode": _("“%(code)s” is not a dossier code. It looks like H23.37-240912-0023."),
    "BrokenHistory": _(
        "The history of this dossier does not fit together. Tell the administrator; nothing was changed."
    ),
}

PROPOSALS = {
    "SamePerson": _("A second person has to approve this: not the one who proposed it."),
    "AlreadyDecided": _("This proposal has been answered already, or has lapsed."),
    "AlreadyProposed": _("The same proposal is already waiting for an answer."),
    "ExtendedBefore": _("The dossier has been extended as often as the law allows."),
    "AlreadyExtended": _("A dossier is given a new appointment once, no more."),
    "TooLateToExtend": _("It is too late for a new appointment: the last day for asking was %(last_on)s."),
    "NotLinked": _("Linked procedures need at least two, all for one applicant."),
    "CodeTaken": _("Another unit goes by this agency code."),
    "NameTaken": _("Another account has this sign-in name."),
    "NotLater": _("The new appointment has to lie after the old one."),
    "Overdue": _("The dossier was due at %(due_at)s: asking the applicant cannot stop its clock any more."),
}

RESULTS = {
    "NotPaid": _("%(owed)s ₫ are still owed: the result is handed over when they are paid."),
    "PaidTooMuch": _("Only %(owed)s ₫ are owed."),
    "BadFace": _("Choose one of the five faces."),
    "RatingOver": _("The time for rating this dossier has passed."),
}

OFFICE = {
    "BadSessions": _(
        "The opening hours “%(sessions)s” cannot be read. Write them like 07:30-11:30, 13:30-17:00."
    ),
    "DecisionMissing": _("Name the document that decided this change of the calendar."),
    "NoWorkingDay": _("The calendar has no working day there."),
    "BadPeriod": _(
        "This is not a period. Write it as 2024-09, 2024Q3, 2024H1, 2024 or 2024-09-01..2024-09-15."
    ),
    "RunawayClock": _("No due date within ten years comes out: look at the calendar and the pauses."),
    "ClockBehind": _(
        "The server's clock is behind the journal. The administrator has to set it right first."
    ),
    "NoLaw": _("No rule for this was in force on %(on)s."),
    "NoSet": _("These indicators were not in force yet on %(on)s."),
    "UnknownReading": _("The indicators are not read in this way. Choose one of the options on the page."),
    "NoSuchForm": _("The law in force on %(on)s knows no such form."),
    "RegisterTooLong": _("The period holds more than %(most)s dossiers. Choose a shorter one."),
    "PeriodEmpty": _("The period ends before it begins."),
    "Unspoken": _("This number cannot be put into words."),
    "UnreadableText": _(
        "The text holds characters that nobody can see. Type it once more instead of pasting."
    ),
    "TextTooLong": _("The text is too long: %(limit)s characters at most."),
}

CATALOGUE = {
    "BadBody": _("This text does not describe a procedure: a part is missing, unknown or of the wrong kind."),
    "BadCount": _("The number of pages and of copies has to be 1 or more."),
    "BadFee": _("An amount is a whole number of đồng, not below zero."),
    "BadFeeRow": _("A fee is negative, has decimals, or is counted in a way that does not exist."),
    "BadComponent": _("A paper of the procedure has no name, or a negative number of sheets."),
    "BadTime": _("A processing time has a unit or a number that does not exist."),
    "BadStep": _("A step of the route has no role, no name or no hours."),
    "UnreadableRow": _("This row does not describe a procedure."),
    "UnreadablePlace": _("This row does not name a unit."),
    "UnknownLayout": _("The columns are not those of a list of units."),
}

SIMPLIFYING = {
    "WrongStatus": _("This proposal has gone on in the meantime. Look at it again."),
    "ReviewedBefore": _("This unit has a review of the procedure for %(year)s already."),
    "NothingProposed": _("The proposal changes nothing yet: name a shorter time, a paper, a step or a fee."),
    "NotShorter": _("The proposed time is not shorter than what the law allows."),
    "NotInRoute": _("The procedure has no such paper or step: %(names)s."),
    "TooEarly": _("The day of effect, %(effective_on)s, has passed: no promise is changed afterwards."),
    "OwnProposal": _("A second person has to approve this proposal: not the one who made it."),
    "ProcedureNotOffered": _(
        "None of these units offers the procedure “%(code)s”: there is nothing to review."
    ),
    "DecisionNumberMissing": _("Name the number of the decision that approves the proposal."),
}

STUCK = {
    "ClosedBefore": _("This alert has been closed already."),
    "WhyMissing": _("Say in at least %(least)s characters why the alert can be closed."),
}

REPORTS = {
    "Unbalanced": _("The report does not add up in %(count)s places and is not issued. First: %(where)s"),
    "NoSuchReport": _("There is no report of the kind “%(form)s”."),
    "NoSuchDefinition": _("There is no way of counting of the name “%(name)s”."),
    "PeriodToCome": _("The period begins on %(from_on)s: there is nothing to report yet."),
    "IssuedAlready": _("This report was issued (issue %(edition)s), and no figure has changed since."),
    "TooLongForPaper": _(
        "The list has %(rows)s rows; a PDF holds %(most)s. Take the workbook or CSV, or a shorter period."
    ),
}

POSTING = {
    "BadDecision": _("The decision contradicts itself: look at its days, procedures and places."),
    "SignedInFuture": _("The decision cannot have been signed on %(on)s: that day is still to come."),
    "NothingPublished": _("Name at least one procedure, and each only once."),
    "NoPlace": _("Choose at least one place where the procedures are to be posted."),
    "NobodyOffers": _(
        "No unit below offers the procedure “%(code)s”: let the units offer it first, "
        "then register the decision."
    ),
    "ProcedureUnpublished": _(
        "The catalogue does not know the procedure “%(code)s” yet: the administrator has to import it first."
    ),
    "AlreadyPublished": _("The decision %(number)s is registered already."),
    "TooLateToWithdraw": _(
        "A duty of the decision %(number)s has fallen due or was done: it cannot be withdrawn any more."
    ),
    "PageNotAllowed": _(
        "This page is not on the list of pages that may be looked at. The administrator keeps the list."
    ),
    "NotAPhoto": _("Send a photograph: a picture in JPEG or PNG."),
    "PhotoUsedBefore": _(
        "This photograph was shown before, for another place or in vain. Take a new one at the place."
    ),
    "AlreadyPosted": _("This duty is done already, or was withdrawn."),
    "MixedDuties": _("One photograph shows one place of one decision."),
}

HALL = {
    "HallClosed": _(
        "The hall is closed: numbers are given and called in office hours only, on the same day."
    ),
    "LaneUnknown": _("There is no such priority. Choose one of the list."),
    "ProofMissing": _("Name the paper that shows the priority “%(lane)s”."),
    "NoPriority": _("The number %(code)s has no priority, or its visit is over."),
    "TooManyPassed": _("Somebody who stands before was passed %(bound)s times already and is called first."),
    "TicketIllegal": _("The number is not in a state in which this can be done. Look at the line again."),
    "NotBegun": _("The number is called, but its service has not begun: say first that the person is here."),
    "TooSoonToMiss": _(
        "Nobody counts as not there at once: call %(code)s again, and give the person %(seconds)s seconds "
        "from the first call."
    ),
    "NobodyServes": _(
        "No counter that is open serves “%(service)s” now. Put the number aside, or send it elsewhere."
    ),
    "StillWaitedFor": _(
        "Numbers of today that are not over want “%(service)s”: %(count)s. Serve them or send them on first."
    ),
    "CalledBefore": _("The number %(code)s was called or moved by somebody else a moment ago."),
    "NotAtDesk": _("You do not sit at this counter now. Open the counter first."),
    "DeskResting": _("The counter %(desk)s rests. Open it again before you call."),
    "DeskBusy": _("The number %(code)s is still at your counter: finish it, put it aside or send it on."),
    "DeskTaken": _("Somebody else sits at the counter %(desk)s."),
    "SitsElsewhere": _("You still sit at the counter %(desk)s. Leave it first."),
    "StillServing": _("A number is still at the counter: finish it, put it aside or send it on."),
    "NobodyWaits": _("The number %(code)s does not wait for what this counter serves."),
    "TooLateToComeBack": _(
        "The number %(code)s was called more than %(minutes)s minutes ago. Please draw a new one."
    ),
    "CalledOftenEnough": _("The number %(code)s was called often enough: it counts as not there."),
    "WordMissing": _("Say in a few words why."),
    "DossierMissing": _("Name the dossier that the number %(code)s became, or say how else the visit ended."),
    "DossierElsewhere": _("The dossier %(dossier)s is another unit's, or nothing was done to it today."),
    "DossierHasTicket": _("Another number of today became the dossier %(dossier)s already."),
    "TooEarlyToClose": _("The office hours of today are not over: only a leader can close the hall now."),
    "EnoughFromAfar": _(
        "%(most)s numbers drawn by telephone wait already. Come to the hall and draw one there."
    ),
    "EnoughFromHere": _(
        "This telephone holds %(most)s numbers already. Give one back, or draw one at the hall's kiosk."
    ),
    "EnoughFromNetwork": _(
        "Many numbers were drawn from this network. Draw one at the hall's kiosk, or here after %(again_at)s."
    ),
    "SlotFull": _("The last place at %(at)s has just been taken. Please choose another time."),
    "SlotGone": _("This time can no longer be booked. Please choose another one."),
    "AppointmentOver": _(
        "This appointment was kept, cancelled or missed before. Book a new one or draw a number."
    ),
    "AppointmentKept": _(
        "This code was used already: a number was drawn with it at %(ended)s. Look on that paper, "
        "or call for help."
    ),
    "AppointmentCancelled": _(
        "This appointment was given back at %(ended)s. Draw an ordinary number, or book a new time."
    ),
    "AppointmentMissed": _(
        "This appointment was at %(at)s and is over. Draw an ordinary number, or book a new time."
    ),
    "AppointmentElsewhere": _(
        "This appointment is at another place: %(place)s, %(at)s. Nothing was changed."
    ),
    "NumberOver": _("Number %(code)s is over: no message follows it."),
    "TooEarlyToKeep": _(
        "This appointment is for %(at)s. Hold its code here again from %(from_at)s on, and you are called "
        "at your time."
    ),
    "NotInHall": _(
        "An appointment becomes a number in the hall only: hold its code before the kiosk, or show it to the "
        "staff."
    ),
    "SlotPassed": _("The appointment at %(at)s has passed and cannot be moved. Book a new time."),
    "NotYetItsDay": _("This appointment is for %(at)s. Come then, change it, or draw a number now."),
    "ModelBadDays": _("A service model ends after the day it began, and not in the past."),
    "ModelBadHours": _("The hours “%(hours)s” cannot be read: write them as 07:30-11:00."),
    "ModelBadPromise": _("A fast track names at least one service and a promise of 1 to %(most)s minutes."),
    "ModelAdopted": _("This service model is adopted for these days already."),
    "ModelEnded": _("This service model has ended already."),
    "PlanNameless": _("Give the plan a name by which it will be found again."),
    "PlanBadDay": _("A plan is adopted from a day on that is not before the day it was saved."),
    "PlanDecided": _("This plan was adopted or withdrawn before. Look at it again."),
    "PlanSameDay": _("Another plan is adopted from this day on. Choose another day, or withdraw that one."),
    "PlanWithoutHall": _(
        "Only what was learned from a hall's own tickets can be kept as a plan: "
        "it is held against them later."
    ),
    "BadCost": _("An hour of an officer costs between 1 and %(most)s dong: write the number alone."),
    "CostWithoutSource": _("Say where this figure comes from: which paper, which reckoning."),
    "BadSheet": _("The roster cannot be made from this: %(what)s."),
    "BadLetter": _("The letter “%(letter)s” is not a capital letter, or another service has it."),
}

ROUNDS = {
    "NotNow": _("This cannot be done now: the round or the unit's sheet stands at another step."),
    "WindowOver": _("The window ended at %(until_at)s. The unit that holds the round can give more time."),
    "WindowNotBegun": _("Self-scoring begins at %(from_at)s."),
    "SameHand": _("A second person has to do this: not the one who did the step before."),
    "BadWindows": _("The windows have to follow one another, and an extension has to lie ahead."),
    "NothingToPublish": _("%(count)s units are not appraised to the end yet."),
    "AboveAutomatic": _("This is more than the system counts: say why in at least %(least)s characters."),
    "PointsWithoutEvidence": _(
        "There is no evidence for these points: say in at least %(least)s characters why they are given."
    ),
    "OtherThanProposed": _(
        "This departs from what the claim and its evidence give: say why in at least %(least)s characters."
    ),
    "WhyTooShort": _("Explain it in at least %(least)s characters."),
    "LeavesOpen": _("%(count)s leaves have no mark yet."),
    "StaleMark": _("Somebody else has just marked %(leaf)s. Look at it again; what you typed was not kept."),
    "SheetMoved": _("A mark has changed since this sheet was printed. Print, sign and scan it again."),
    "RoundTaken": _("There is a round with the code “%(key)s” already."),
    "NobodyTakesPart": _("Choose at least one unit that takes part."),
    "CriteriaChanged": _(
        "The criteria are no longer those the round was opened with: nothing can be published from them."
    ),
    "SetNotInForce": _("The criteria set “%(key)s” is not in force."),
    "TooMuchEvidence": _("A leaf can have %(most)s papers at most."),
    "NotAPaper": _("Send the signed sheet as PDF or as a picture."),
    "AlreadyBegun": _("Leaves of the round “%(key)s” are marked already: it cannot be taken over as past."),
    "UnknownLeaves": _("The criteria set has no leaves %(leaves)s."),
}

SURVEYS = {
    "BadQuestionnaire": _("The questionnaire does not hold together: %(problems)s."),
    "BadAnswer": _("Question %(question)s has no such answer."),
    "NothingAnswered": _("Answer at least one question before sending."),
    "BadMargin": _("The margin of error must lie between 0.1 and 20 percent."),
    "NobodyToAsk": _("Nobody can be drawn: no dossier was closed in these days."),
    "UnreadableForms": _("The table has no row of titles with the unit and the keys of questions."),
    "SurveyTaken": _("There is a survey with the key “%(key)s” already."),
    "SurveyBegun": _("The survey is open or closed: its questions and its sample stand."),
    "SurveyNotOpen": _("This survey takes no answers now."),
    "SurveyWindow": _("The survey ends before it begins, or it would be over before it is opened."),
    "SlipsInUse": _("Somebody of this unit has answered: with new slips a person could answer twice."),
    "CodeSpent": _("This code is used up: one code is one answer."),
    "TableTakenBefore": _("This table was taken in before: nothing was counted twice."),
}

CRITERIA = {
    "BadSet": _("The criteria set has %(count)s problems, the first at “%(where)s”. Mend them first."),
    "NotADraft": _("The criteria set “%(key)s” is in force: it never changes. Copy it to change something."),
    "SetInUse": _("A round rests on the criteria set “%(key)s”: it can no longer be changed."),
    "StaleSet": _("Somebody else has just written this draft. Look at it again; yours was not kept."),
    "NoSuchPart": _("The criteria set has no part “%(code)s”."),
    "BadDeclared": _("What was declared as “%(name)s” of %(leaf)s is not possible there."),
    "CannotBeLeftOut": _("%(leaf)s always applies: it cannot be left out."),
    "NotSelfScored": _("%(leaf)s is scored by a survey, never by the unit itself."),
    "PointsOutOfRange": _("%(leaf)s can have %(least)s to %(most)s points, not %(points)s."),
    "BadFormula": _("The formula “%(text)s” cannot be read: look at letter %(at)s."),
    "NoValue": _("The formula needs a value of “%(name)s”."),
    "DividedByZero": _("The formula divides by zero for these values."),
}

ADVICE = {
    "NoSuchLeaf": _("The criteria of this round have no leaf %(leaf)s."),
    "DayPast": _("A task is due today or later, not on %(day)s."),
    "NothingSaid": _("Say what is to be done, or what came of it."),
    "TaskClosed": _("This task was closed before."),
    "NoSuchAct": _("The effort model has no act “%(act)s”."),
    "BadEffort": _("Write days of work above 0 and up to %(most)s."),
}

SENTENCES: dict[str, str] = {"RuleError": PLAIN}
SENTENCES |= (
    HONEST | PEOPLE | PAPERS | DOSSIERS | PROPOSALS | RESULTS | OFFICE | CATALOGUE | SIMPLIFYING | STUCK
)
SENTENCES |= REPORTS | SURVEYS | CRITERIA | ADVICE
SENTENCES |= POSTING | HALL | ROUNDS
SENTENCES |= {
    "NotAccepted": _("Nobody has accepted the installation %(installation)s yet."),
    "Overlap": _("The installation %(installation)s has told of these units already: %(units)s."),
}
