"""Under which function and qualifier a setting is kept, and whether there is such a thing."""

from cloister.control.catalogue import Catalogue
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.errors import ResourceNotFound
from cloister.domain.ids import LATEST
from cloister.store.function_settings import Of


def setting_of(home: Home, reference: FunctionReference) -> Of:
    """The key of a setting: that of $LATEST if the reference names neither version nor alias."""
    return Of(home.account, home.region, reference.name, reference.qualifier or LATEST)


def check_there(catalogue: Catalogue, reference: FunctionReference, message: str) -> None:
    """Return if the function has that version or alias. Raises ResourceNotFound in the operation's own words."""
    try:
        catalogue.release(reference)
    except ResourceNotFound as error:
        raise ResourceNotFound(message) from error
