"""The folders of pages: one per audience, one per watch of supervision, one per part of the reform index."""

AUDIENCES = ("accounts", "citizen", "counter", "desk", "lead")
SUPERVISION = ("quality", "reports", "posting", "simplify", "watch", "process", "figures")
REFORM_INDEX = ("rounds", "criteria", "advice", "survey", "analysis")
FACES = (*AUDIENCES, *SUPERVISION, *REFORM_INDEX)
