"""The one-minute guides and the worked examples: for anybody, before they have a link and after."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import NotFound
from chalicelib.domain.framework import newest
from chalicelib.domain.guides import Guide, example_as_copy
from chalicelib.handlers.web import Request, page


def every_guide(request: Request) -> Response:
    found = []
    for key in newest(parts().frameworks()):
        framework = parts().framework(key)
        found.append((framework.id, framework.title, [sector.name for sector in framework.sectors]))
    return page(request, "pages/public/guides.html", guides=found)


def one_guide(request: Request, framework: str) -> Response:
    guide = _guide(framework)
    return page(
        request,
        "pages/public/guide.html",
        guide=guide,
        framework=parts().framework(guide.framework),
    )


def example(request: Request, framework: str) -> Response:
    guide = _guide(framework)
    found = parts().framework(guide.framework)
    copy = example_as_copy(found, guide.example)
    return page(
        request,
        "pages/public/example.html",
        guide=guide,
        framework=found,
        copy=copy,
        about=guide.example["about"],
        notes=guide.example["notes"],
        titles={c["id"]: c["title"] for section in copy["standards"] for c in section["criteria"]},
        evidence={item["id"]: item for item in copy["evidence"]},
    )


def _guide(framework_id: str) -> Guide:
    try:
        return parts().guide(framework_id)
    except KeyError:
        raise NotFound from None
