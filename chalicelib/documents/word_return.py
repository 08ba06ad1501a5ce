"""The return as a Word file, in the order of the PDF."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.documents.word_file import QUESTION, RATING, SMALL, STRONG, WordFile
from chalicelib.documents.word_plan import write_plan
from chalicelib.domain import sharing
from chalicelib.domain.on_behalf import BY, ToldBy
from chalicelib.domain.standing import standing
from chalicelib.domain.times import clock_time, long_date

Copy = Mapping[str, Any]


def return_word(copy: Copy, made_at: datetime) -> bytes:
    """Everything that a copy says (domain/snapshots.py), in the order of the PDF."""
    stands = standing(copy, made_at)
    word = WordFile(title=_title(copy), author=_name(copy), foot=stands.foot, made_at=made_at)
    word.title(_name(copy), copy["framework"]["title"], _round(copy))
    word.paragraph(stands.notice, STRONG)
    _facts(word, copy)
    word.heading("About the organisation", 1)
    for fact in copy["profile"]:
        word.paragraph(fact["answer"], lead=fact["question"])
    if not copy["profile"]:
        word.paragraph("Not filled in yet")
    _questions(word, copy)
    shared = sharing.in_words(copy)
    if shared:
        word.heading("What is shared", 1)
        word.text("\n".join(shared))
    for section in copy["standards"]:
        _section(word, copy, section)
    write_plan(word, copy)
    _anything_else(word, copy["anything_else"])
    _evidence(word, copy["evidence"])
    _approval(word, copy["approved"], copy.get("meeting"))
    return word.content()


def _facts(word: WordFile, copy: Copy) -> None:
    for words, fact in (
        ("Organisation:", _name(copy)),
        ("Sector:", copy["organisation"]["sector"]),
        ("Reference:", copy["reference"]),
        ("Version:", str(copy.get("version") or "")),
        ("Entered:", _entered(copy)),
    ):
        if fact:
            word.paragraph(fact, lead=words)


def _entered(copy: Copy) -> str:
    """That staff entered it, and who told them."""
    told = copy.get("entered_for")
    if not told:
        return ""
    day = long_date(date.fromisoformat(told["on"]))
    return (
        f"by {told['by']} of {copy['partnership']['name']}, as {told['name']}, {told['job']}, told them "
        f"{BY[ToldBy(told['way'])]} on {day}"
    )


def _questions(word: WordFile, copy: Copy) -> None:
    """What the reviewer asked, with the replies. Most copies have none."""
    titles = {c["id"]: c["title"] for section in copy["standards"] for c in section["criteria"]}
    questions = copy.get("questions", ())
    if questions:
        word.heading("Questions from the reviewer", 1)
    for question in questions:
        word.heading(titles.get(question["criterion"], question["criterion"]), 2)
        asked_at = datetime.fromisoformat(question["asked_at"])
        asked = f"{question['asked_by']} asked at {clock_time(asked_at)} on {long_date(asked_at)}:"
        word.paragraph(asked, SMALL, keep=True)
        word.text(question["text"])
        if question["reply"]:
            by = f" by {question['replied_by']}" if question["replied_by"] else ""
            word.paragraph(f"Reply{by}:", SMALL, keep=True)
            word.text(question["reply"])


def _section(word: WordFile, copy: Copy, section: Mapping[str, Any]) -> None:
    word.heading(f"{section['number']}. {section['title']}", 1)
    titles = {item["id"]: f"{n}. {item['title']}" for n, item in enumerate(copy["evidence"], 1)}
    for criterion in section["criteria"]:
        word.heading(criterion["title"], 2)
        word.paragraph(criterion["question"], QUESTION)
        if criterion.get("own_of") and copy["framework"].get("base"):
            word.paragraph(f"Asked by {copy['partnership']['name']} alone", SMALL, keep=True)
        _rating(word, criterion)
        word.text(criterion["narrative"] or "")
        if sharing.is_marked(copy, criterion["id"]):
            word.paragraph(f"Shared with {copy['partnership']['name']}.", SMALL)
        if criterion.get("help_wanted"):
            word.paragraph("They would like help with this.", SMALL)
        if criterion["evidence"]:
            named = ", ".join(titles[id] for id in criterion["evidence"] if id in titles)
            word.paragraph(named, SMALL, lead="Evidence:")
        if criterion["answered_by"]:
            word.paragraph(f"Answered by {criterion['answered_by']}", SMALL)
    if not section["criteria"]:
        word.paragraph("Nothing here applies to this organisation.")


def _rating(word: WordFile, criterion: Mapping[str, Any]) -> None:
    follows = bool(criterion["narrative"])
    if criterion["rating"]:
        rating = criterion["rating"]
        word.paragraph(rating["sentence"], RATING, lead=f"{rating['label']}:", keep=follows)
    elif criterion["not_applicable_reason"]:
        lines = criterion["not_applicable_reason"].splitlines()
        word.paragraph(lines[0], RATING, lead="Does not apply:")
        word.text("\n".join(lines[1:]), RATING)
    else:
        word.paragraph("Not rated yet", RATING, keep=follows)


def _anything_else(word: WordFile, told: Mapping[str, Any] | None) -> None:
    if not told:
        return
    word.heading("Anything else", 1)
    for heading, text in (
        ("What we are proud of", told["proud_of"]),
        ("What got in the way", told["in_the_way"]),
        ("How long this took", told["time_taken"]),
    ):
        if text:
            word.heading(heading, 2)
            word.text(text)
    if told["proud_of"] and told["may_share"]:
        word.paragraph("The partnership may share what we are proud of.", SMALL)


def _evidence(word: WordFile, evidence: Sequence[Mapping[str, Any]]) -> None:
    word.heading("Evidence", 1)
    for number, item in enumerate(evidence, 1):
        word.paragraph(item["title"], lead=f"{number}.", keep=True)
        where = {"file": "File:", "link": "Web address:"}.get(item["kind"], "Where to find it:")
        word.paragraph(item["file_name"] or item["where"], SMALL, lead=where)
        for lead, fact in _facts_of(item):
            word.paragraph(fact, SMALL, lead=lead)
    if not evidence:
        word.paragraph("No evidence was added.")


def _facts_of(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What copies of earlier versions do not say is left out."""
    if item.get("given_to"):
        yield "Already given to:", item["given_to"]
    if item.get("owner"):
        yield "Kept by:", item["owner"]
    for lead, fact in (
        ("Given on:", "given_on"),
        ("Approved on:", "approved_on"),
        ("Review by:", "review_by"),
    ):
        if item.get(fact):
            yield lead, long_date(date.fromisoformat(item[fact]))


def _approval(word: WordFile, approved: Mapping[str, Any] | None, meeting: Mapping[str, Any] | None) -> None:
    word.heading("Approval", 1)
    if meeting:
        day = long_date(date.fromisoformat(meeting["held_on"]))
        word.paragraph(f"{meeting['body']} met on {day}{' and agreed:' if meeting['agreed'] else '.'}")
        word.text(meeting["agreed"])
    if not approved:
        word.paragraph("Nobody has approved this self-assessment yet.")
        return
    if recorded := approved.get("recorded"):
        how, day = BY[ToldBy(recorded["way"])], long_date(date.fromisoformat(recorded["on"]))
        word.paragraph(
            f"{approved['name']}, {approved['job']}, approved this self-assessment {how} on {day}. "
            f"{recorded['by']} of the partnership recorded it."
        )
        return
    on_behalf = f" on behalf of {approved['on_behalf_of']}" if approved["on_behalf_of"] else ""
    at = datetime.fromisoformat(approved["at"])
    word.paragraph(
        f"{approved['name']}, {approved['job']}, read this self-assessment and approved it{on_behalf} "
        f"at {clock_time(at)} on {long_date(at)}."
    )
    if approved.get("prepared_it"):
        word.paragraph("Approved by the person who prepared it.", STRONG)
    if approved.get("decided_on"):
        day = long_date(date.fromisoformat(approved["decided_on"]))
        word.paragraph(f"A board, governing body or committee decided on {day}.")


def _title(copy: Copy) -> str:
    return f"{_name(copy)}: {copy['framework']['title']}" + ("" if copy["submitted_at"] else " (draft)")


def _name(copy: Copy) -> str:
    return str(copy["organisation"]["name"])


def _round(copy: Copy) -> str:
    return f"{copy['partnership']['name']}, {copy['cycle']['name']}"
