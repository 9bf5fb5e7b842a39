"""What we keep."""

from motcua.records.models.appointment import Appointment
from motcua.records.models.attempt import Attempt
from motcua.records.models.calendar import CalendarEdition, SessionPlan, SpecialDay
from motcua.records.models.capacity_plan import CapacityPlan, OfficerCost, StaffingSheet
from motcua.records.models.document import Document, StoredFile
from motcua.records.models.dossier import Dossier, DossierGroup, NumberCounter
from motcua.records.models.hall import (
    CounterDesk,
    DeskPause,
    DeskService,
    DeskSession,
    HallDay,
    HallService,
    LetterCounter,
    Ticket,
    TicketPeriod,
)
from motcua.records.models.hall_alarm import HallAlarm
from motcua.records.models.history import Collection, PastDossier, PastEvent
from motcua.records.models.idempotency import KeptAnswer
from motcua.records.models.journal import ChainHead, Entry, Look
from motcua.records.models.notice import Notice
from motcua.records.models.past_ticket import PastTicket
from motcua.records.models.person import ApiToken, Applicant, Post, User
from motcua.records.models.posting import (
    PostingDuty,
    PostingEvidence,
    PublishedProcedure,
    PublishingDecision,
    UnitPage,
)
from motcua.records.models.procedure import Offer, Procedure, ProcedureVersion
from motcua.records.models.proposal import Proposal
from motcua.records.models.question import Checkpoint, CitizenReport, Confirmation, Question
from motcua.records.models.rating import Rating
from motcua.records.models.reform_index import (
    ActEffort,
    CriteriaSet,
    IndexResult,
    IndexRound,
    IndexTask,
    LeafEvidence,
    LeafMark,
    Participant,
)
from motcua.records.models.report import Report, ReportFile
from motcua.records.models.rollup import ChildTally, Installation
from motcua.records.models.service_model import ServiceModel
from motcua.records.models.simplification import Review, SimplificationProposal
from motcua.records.models.stuck import StepTime, StuckAlert
from motcua.records.models.survey import Survey, SurveyAnswer, SurveyCode
from motcua.records.models.tally import HalfTally, Tally, UnitTally
from motcua.records.models.unit import AgencyCode, Placement, Succession, Unit

__all__ = [
    "AgencyCode", "ApiToken", "Applicant", "Attempt", "CalendarEdition", "ChainHead", "Collection",
    "Document", "Dossier", "DossierGroup", "Entry", "HalfTally", "KeptAnswer", "Look", "Notice",
    "NumberCounter", "Offer", "PastDossier", "PastEvent", "PastTicket", "Placement", "Post",
    "PostingDuty", "PostingEvidence", "PublishedProcedure", "PublishingDecision", "UnitPage",
    "Procedure", "Report", "ReportFile",
    "ProcedureVersion", "Proposal", "Rating", "Review", "SessionPlan", "SimplificationProposal",
    "SpecialDay", "StepTime", "StoredFile", "StuckAlert", "Succession", "Tally", "Unit", "UnitTally",
    "User", "ChildTally", "Installation", "Checkpoint", "CitizenReport", "Confirmation", "Question",
    "ActEffort", "CriteriaSet", "IndexResult", "IndexRound", "IndexTask", "LeafEvidence", "LeafMark",
    "Participant", "Survey", "SurveyAnswer", "SurveyCode",
    "CounterDesk", "DeskPause", "DeskService", "DeskSession", "HallDay", "HallService", "LetterCounter",
    "Ticket", "TicketPeriod",
    "HallAlarm", "Appointment", "ServiceModel", "CapacityPlan", "OfficerCost", "StaffingSheet",
]  # fmt: skip
