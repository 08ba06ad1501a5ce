"""For somebody whose link does not work. Nothing here tells a stranger anything that they did not know: a new
link goes to the address on file, and only there.
"""

from chalicelib.domain.credentials import CredentialKind, hash_of
from chalicelib.domain.errors import Invalid
from chalicelib.domain.organisations import looks_like_an_address, same_address
from chalicelib.services.links import ask_for_new_link
from chalicelib.services.ports import Parts


def send_in_place_of(parts: Parts, old_token: str) -> None:
    """Mails a new link to the person whom an old one was made for, whatever became of it since."""
    link = parts.credentials.get(hash_of(old_token))
    if link is not None and link.kind is CredentialKind.LINK:
        ask_for_new_link(parts, link.subject.removeprefix("RETURN#"), link.person)


def send_to(parts: Parts, reference: str, email: str) -> None:
    """Mails a new link when this address belongs to somebody who works on this return. Raises Invalid."""
    problems = {}
    if not reference.strip():
        problems["reference"] = "reference_needed"
    if not looks_like_an_address(email):
        problems["email"] = "email_not_real" if email.strip() else "email_needed"
    if problems:
        raise Invalid(problems)
    return_ = parts.returns.get(as_reference(reference))
    for person in return_.people.values() if return_ else ():
        if same_address(person.email) == same_address(email):
            ask_for_new_link(parts, as_reference(reference), person.id)


def as_reference(typed: str) -> str:
    """However somebody types it: "k7p 2qx" is K7P-2QX."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    return f"{letters[:3]}-{letters[3:]}" if len(letters) == 6 else letters
