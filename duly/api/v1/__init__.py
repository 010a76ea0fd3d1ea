"""Version 1 of the API, as `duly/urls.py` mounts it. Reference: docs/reference/api.md."""

from ninja import NinjaAPI, Swagger

from duly.api.v1.demands import router
from duly.api.v1.problems import tell
from duly.api.v1.tokens import OfficerToken

api = NinjaAPI(
    title="Duly",
    version="1",
    description=(
        "Lodge a demand for user data, follow it, and fetch the answer once. Every call needs the officer's "
        "own token, which the "
        "provider issues. Errors are RFC 9457 problems that say what happened, where, and what to do."
    ),
    auth=OfficerToken(),
    docs=Swagger(settings={"persistAuthorization": False}),
    urls_namespace="api-v1",
)
api.add_router("", router)
tell(api)
