"""A partnership's colour and logo, which the operator sets."""

from dataclasses import replace
from hashlib import sha256

from chalicelib.domain.branding import Logo, fitting_colour, size_of_logo
from chalicelib.domain.errors import NotFound
from chalicelib.domain.organisations import Partnership
from chalicelib.services.ports import Parts

PNG = "image/png"


def set_brand(
    parts: Parts, partnership_id: str, *, colour: str | None = None, logo: bytes | None = None, alt: str = ""
) -> Partnership:
    """Changes what is given; an empty colour or logo goes back to ours. Raises NotFound, Refused."""
    partnership = parts.organisations.partnership(partnership_id)
    if partnership is None:
        raise NotFound
    if colour is not None:
        partnership = replace(partnership, colour=fitting_colour(colour) if colour else "")
    if logo is not None:
        partnership = replace(partnership, logo=_kept(parts, partnership_id, logo, alt) if logo else None)
    parts.commit(parts.organisations.partnership_saved(partnership))
    return partnership


def logo_file(parts: Parts, partnership_id: str, digest: str) -> bytes:
    """The PNG. Raises NotFound."""
    key = _key(partnership_id, digest)
    if parts.files.head(key) is None:
        raise NotFound
    return parts.files.get(key)


def _kept(parts: Parts, partnership_id: str, content: bytes, alt: str) -> Logo:
    width, height = size_of_logo(content)
    logo = Logo(sha256=sha256(content).hexdigest(), width=width, height=height, alt=alt.strip())
    parts.files.put(_key(partnership_id, logo.sha256), content, PNG)
    return logo


def _key(partnership_id: str, digest: str) -> str:
    return f"brand/{partnership_id}/{digest}.png"
