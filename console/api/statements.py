"""A credit application as it is sent, and the statements that it may name."""

from console.access import Actor
from console.api.bodies import ReturnedApplication
from console.services import Services
from domain.requests.credit_application import CreditApplication
from domain.requests.messages import ReturnCreditApplication


async def command_of(
    services: Services, actor: Actor, scope: str, given: ReturnedApplication
) -> ReturnCreditApplication:
    """The message with what was uploaded before.

    Raises:
        DocumentUnknown: no such file was uploaded for this request.
    """
    named = given.financial_statements
    stored = await services.requests.uploaded(scope, named) if named is not None else None
    application = CreditApplication(**given.model_dump(exclude={"financial_statements"}))
    return ReturnCreditApplication(
        by=actor.sign_in, application=application, financial_statements=stored
    )
