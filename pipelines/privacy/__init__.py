"""Takes personal data out of texts at the door and makes keyed hashes of identities; imports nothing of the project.

Known kinds are replaced by fixed tokens before anything is stored, quoted or logged: resident ids (with their check
character) by [ID], bank cards (13 to 19 digits with the Luhn check digit) by [CARD], mobile numbers by [PHONE], e-mail
addresses by [EMAIL]. Landlines and hotlines (010-12345678, 95588, 12378, 400-…) are a bank's own and stay. Names are
not recognised, and no list of kinds finds everything that a person may write.
"""

from pipelines.cells import visible
from pipelines.privacy.keys import keyed_hash
from pipelines.privacy.masking import Masked, is_personal, mask, mask_text, worth_a_look
from pipelines.privacy.recognisers import mobile_digits

__all__ = ["Masked", "is_personal", "keyed_hash", "mask", "mask_text", "mobile_digits", "visible", "worth_a_look"]
