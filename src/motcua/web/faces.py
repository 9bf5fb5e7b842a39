"""The folders of pages: one per audience, per watch of supervision, per part of the index and of the hall."""

AUDIENCES = ("accounts", "citizen", "counter", "desk", "lead")
SUPERVISION = ("quality", "reports", "posting", "simplify", "watch", "process", "figures")
REFORM_INDEX = ("rounds", "criteria", "advice", "survey", "analysis")
HALL = ("screen", "kiosk", "hall", "booking", "capacity")
FACES = (*AUDIENCES, *SUPERVISION, *REFORM_INDEX, *HALL)
