"""Where things lie in the bucket, in one place: policies and lifecycle rules name these prefixes."""


def submission(ref: str, sha256: str) -> str:
    """The submitted copy lies under its own hash, so that it cannot be replaced unnoticed."""
    return f"submissions/{ref}/{sha256}.json"


def submission_pdf(ref: str, sha256: str) -> str:
    return f"copies/{ref}/{sha256}.pdf"


def feedback_pdf(ref: str, partnership_id: str, number: int) -> str:
    """With the organisation's other copies, which last as long."""
    return f"copies/{ref}/feedback-{partnership_id}-{number:02}.pdf"


def feedback_draft(ref: str, partnership_id: str) -> str:
    """A name that no page of an organisation asks for: those are in domain/papers.py."""
    return working(ref, f"feedback-{partnership_id}.pdf")


def upload(organisation_id: str, evidence_id: str) -> str:
    return f"evidence/{organisation_id}/{evidence_id}"


def register_file(partnership_id: str, import_id: str) -> str:
    return f"imports/{partnership_id}/{import_id}.csv"


def schools_read(partnership_id: str, import_id: str) -> str:
    """What we keep of an extract of schools until somebody has chosen from it."""
    return f"imports/{partnership_id}/{import_id}.schools.csv"


def chosen_schools(partnership_id: str, import_id: str) -> str:
    """Those that were chosen, as rows of our own template."""
    return f"imports/{partnership_id}/{import_id}.chosen.csv"


def closed_schools(partnership_id: str, import_id: str) -> str:
    """The numbers of those that the extract says are closed."""
    return f"imports/{partnership_id}/{import_id}.closed.json"


def seen_plan(partnership_id: str, import_id: str) -> str:
    """What somebody saw that an import would do, before they asked for it."""
    return f"imports/{partnership_id}/{import_id}.seen.json"


def unseen_changes(partnership_id: str, import_id: str) -> str:
    """Why an import was not done: it would have done this besides."""
    return f"imports/{partnership_id}/{import_id}.unseen.json"


def report(cycle_id: str, name: str) -> str:
    """`name` is one of report.pdf, report.html and figures.json."""
    return f"reports/{cycle_id}/{name}"


def list_file(partnership_id: str, file_id: str) -> str:
    """A list that staff took along; gone after a week."""
    return f"working/lists/{partnership_id}/{file_id}.xlsx"


def sample(cycle_id: str, sample_id: str, kind: str) -> str:
    """`kind` is frame, which comes first, csv, json or xlsx."""
    return f"samples/{cycle_id}/{sample_id}.{kind}"


def questions_upload(partnership_id: str, draft_id: str) -> str:
    """Goes the way of every import: nothing is kept of it but what is published."""
    return f"imports/{partnership_id}/{draft_id}.questions"


def own_questions(partnership_id: str, sha256: str) -> str:
    """A partnership's own question set, under the hash of its content."""
    return f"questions/{partnership_id}/{sha256}.json"


def questions_book(partnership_id: str, name: str) -> str:
    """The same as a spreadsheet; `name` is its hash, or a draft's id for the empty one."""
    return f"questions/{partnership_id}/{name}.xlsx"


def working(ref: str, name: str) -> str:
    """A file that is made when somebody asks for it: the next one takes its place, and it does not last."""
    return f"working/{ref}/{name}"


def brought(ref: str, upload_id: str) -> str:
    """A spreadsheet that somebody sent back. It does not last either."""
    return f"working/{ref}/uploads/{upload_id}"


def visit_pdf(ref: str, partnership_id: str) -> str:
    """What was agreed on a visit."""
    return f"copies/{ref}/visit-{partnership_id}.pdf"


def paper(partnership_id: str, name: str) -> str:
    """A document that a partnership's staff asked for: the next one takes its place, and it does not last."""
    return f"working/papers/{partnership_id}/{name}.docx"
