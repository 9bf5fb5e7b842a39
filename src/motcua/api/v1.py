"""Version 1 of the interface: its description, and the rooms its paths come from."""

from ninja import NinjaAPI

# The order counts: fixed paths such as /dossiers/batch must stand before /dossiers/{code}.
from motcua.api import files, kiosk, problems, reads, verbs  # noqa: F401
from motcua.api.keys import Key
from motcua.api.router import router

api = NinjaAPI(
    title="motcua",
    version="1",
    description=(
        "The verbs and reads of the one-stop counter. Every request carries `Authorization: Bearer KEY`. "
        "A POST may carry `Idempotency-Key`: the same key with the same body is answered once and again the "
        "same. Every refusal is application/problem+json."
    ),
    auth=Key(),
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
problems.tell(api)
api.add_router("", router)
