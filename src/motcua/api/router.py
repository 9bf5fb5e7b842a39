"""One router for reads and verbs: two with the same path would hide each other."""

from ninja import Router

router = Router()
