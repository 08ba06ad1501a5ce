"""The packaged functions in the emulator: from a cycle's opening to the report, through them alone."""

import base64
import json
import re
import time
import urllib.request
from datetime import timedelta

import pytest

from chalicelib.domain.cycles import CycleStatus, ReminderDays
from chalicelib.domain.organisations import Role
from chalicelib.domain.returns import asked
from chalicelib.services.cycles import CyclePlan, set_up_cycle
from chalicelib.services.own_questions import publish
from tests.support.builders import FRAMEWORK, contact, framework, organisation, partnership, staff
from tests.support.http import Visitor, enter
from tests.support.own_sets import SCHOOL, published_overlay

PATIENCE = 60  # seconds: functions run when they are poked, each starting for the first time
PROFILE = {
    "people": "one",
    "commissions": "no",
    "commissioned": "no",
    "contact": "information_only",
    "ages": "adults_mostly",
    "other_partnerships": "no",
}
LINK = re.compile(r"https?://\S+/i/[A-Za-z0-9_-]+")


def eventually(look, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    pytest.fail(f"still no {what} after {PATIENCE} seconds")


def mails_to(deployed, address):
    with urllib.request.urlopen(f"{deployed.emulator.url}/_ministack/ses/messages") as response:
        by_account = json.load(response)["messages"]
    return [mail for mails in by_account.values() for mail in mails if address in mail["To"]]


def link_in_mail_to(deployed, address):
    mail = eventually(lambda: mails_to(deployed, address), f"mail to {address}")[-1]
    return LINK.search(mail["BodyText"]).group()


def fetched(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


@pytest.fixture(scope="module")
def cycle(operator):
    """A cycle that opens now, for one small organisation."""
    operator.commit(operator.organisations.partnership_saved(partnership()))
    operator.commit(operator.organisations.staff_saved(staff()))
    operator.commit(operator.organisations.organisation_saved("saltmarsh", organisation(1, "voluntary")))
    operator.commit(operator.organisations.contact_saved("saltmarsh", contact(1, Role.LEAD)))
    today = operator.now().date()
    plan = CyclePlan(
        name="Safeguarding self-assessment",
        framework=FRAMEWORK,
        sectors=("voluntary",),
        opens_on=today - timedelta(days=1),
        due_on=today + timedelta(days=60),
        closes_on=today + timedelta(days=74),
        reminder_days=ReminderDays(),
    )
    return set_up_cycle(operator, "saltmarsh", plan, "operator")


@pytest.fixture(scope="module")
def submitted(deployed, operator, cycle):
    """The lead's visitor and the return's path, after everything up to the approver's submission."""
    lead = Visitor(deployed.base_url)
    path = enter(lead, link_in_mail_to(deployed, "contact1@example.org"))
    fill(lead, f"{path}/about", name="Lena Lead", job="Trustee", **PROFILE)
    return_ = operator.returns.get(path.rsplit("/", 1)[1])
    for criterion in asked(framework(), return_):
        page = f"{path}/criteria/{criterion.id}"
        fill(lead, page, narrative=f"We do this; see folder {criterion.id}.", rating="good")
    chair = {"name": "Harriet Head", "email": "chair@example.org", "job": "Chair"}
    fill(lead, f"{path}/people/approver", who="somebody_else", **chair)
    fill(lead, f"{path}/check", f"{path}/ask-for-approval")
    approver = Visitor(deployed.base_url)
    assert enter(approver, link_in_mail_to(deployed, "chair@example.org")) == f"{path}/approve"
    named = {"name": "Harriet Head", "job": "Chair", "on_behalf_of": "Organisation 1", "declared": "yes"}
    answer = fill(approver, f"{path}/approve", **named)
    assert answer.location == f"{path}/submitted"
    return lead, path


def fill(visitor, page, action="", **typed):
    """Opens a page, fills in the form that posts to `action` (the page itself if left out), sends it."""
    action = action or page
    shown = visitor.get(page)
    assert shown.status == 200, shown.body
    answer = visitor.post(action, shown.fields(action, **typed))
    assert answer.status == 303, answer.body
    return answer


def test_opening_the_cycle_invites_once(deployed, operator, cycle):
    link_in_mail_to(deployed, "contact1@example.org")
    eventually(lambda: operator.cycles.get(cycle.id).status is CycleStatus.OPEN, "open cycle")
    assert len(mails_to(deployed, "contact1@example.org")) == 1


def test_a_return_goes_from_its_invitation_to_its_own_pdf(deployed, submitted):
    lead, path = submitted
    assert lead.get(f"{path}/submitted").status == 200
    address = eventually(lambda: lead.get(f"{path}/copies/pdf").location, "PDF")
    assert fetched(address).startswith(b"%PDF-")
    assert json.loads(fetched(lead.get(f"{path}/copies/data").location))["reference"] == path[-7:]


def test_files_to_work_with_are_made_and_handed_over(deployed, submitted):
    """By the web function at once, or by the render function a moment later."""
    lead, path = submitted
    make = f"{path}/copies/make"
    form = lead.get(f"{path}/copies")
    for paper, begins in (("return.docx", b"PK"), ("answers.xlsx", b"PK"), ("questions.docx", b"PK")):
        assert fetched(lead.post(make, form.fields(make, paper=paper)).location).startswith(begins)
    assert lead.post(make, form.fields(make, paper="questions.pdf")).status == 303
    address = eventually(lambda: lead.get(f"{path}/copies/made/questions.pdf").location, "PDF of questions")
    assert fetched(address).startswith(b"%PDF-")


def test_both_people_get_a_receipt(deployed, submitted):
    for address in ("contact1@example.org", "chair@example.org"):
        eventually(
            lambda address=address: [m for m in mails_to(deployed, address) if "eceived" in m["Subject"]],
            f"receipt to {address}",
        )


def test_the_night_builds_the_sector_learning_report(deployed, cycle, submitted):
    invoked(deployed, "nightly-reports")
    s3, bucket = deployed.client("s3"), deployed.stores.bucket

    def built():
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"reports/{cycle.id}/").get("Contents", [])
        return {entry["Key"].rsplit(".", 1)[1]: entry["Key"] for entry in listed}

    eventually(lambda: {"pdf", "html"} <= set(built()), "learning report")
    content = s3.get_object(Bucket=bucket, Key=built()["pdf"])["Body"].read()
    assert content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["worker", "render", "sweep", "plan-reminders", "nightly-reports"])
def test_each_job_runs_by_itself_and_logs_one_line(deployed, cycle, name):
    """Lambda loads the job's module, not app.py, whose middleware logs for the pages."""
    log = eventually(lambda: invoked(deployed, name), "log")
    events = [json.loads(line)["event"] for line in log.splitlines() if line.startswith("{")]
    assert events.count("job.done") == 1, log


def test_a_delivery_event_reaches_its_function(deployed, cycle):
    detail = {
        "eventType": "Delivery",
        "mail": {"messageId": "unknown", "timestamp": "2027-01-11T10:00:00.000Z", "tags": {"task": ["none"]}},
        "delivery": {"recipients": ["contact1@example.org"], "timestamp": "2027-01-11T10:00:02.000Z"},
    }
    event = {"source": "aws.ses", "detail-type": "Email Delivered", "detail": detail}
    assert "job.done" in eventually(lambda: invoked(deployed, "mail-events", event), "log")


def invoked(deployed, name, event=None):
    """Runs a function as a schedule does and gives back what it logged."""
    scheduled = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, **(event or {})}
    scheduled |= {"version": "0", "id": "1", "account": "0", "region": "", "resources": [], "time": ""}
    answer = deployed.client("lambda").invoke(
        FunctionName=f"compact-audit-{name}", Payload=json.dumps(scheduled).encode(), LogType="Tail"
    )
    log = base64.b64decode(answer.get("LogResult", "")).decode()
    assert "FunctionError" not in answer, answer["Payload"].read().decode() + log
    return log


def test_staff_sign_in_by_mail(deployed, cycle):
    visitor = Visitor(deployed.base_url)
    visitor.post("/staff/sign-in", {"email": "coordinator@saltmarsh.example.org"})
    assert eventually(lambda: mails_to(deployed, "coordinator@saltmarsh.example.org"), "sign-in mail")


def test_pages_never_meet_their_middleware_twice_or_not_at_all(deployed):
    answer = Visitor(deployed.base_url).get("/health")
    assert answer.status == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_wrong_link_gets_our_page(deployed):
    answer = Visitor(deployed.base_url).get("/i/not-a-link-of-ours")
    assert answer.status == 404
    assert "text/html" in answer.headers["Content-Type"]


def test_a_partnerships_own_question_is_asked_by_functions_that_may_read_it(deployed, operator, cycle):
    """The worker counts what is asked when it opens the cycle, and the web function shows it."""
    key = publish(operator, "saltmarsh", published_overlay(), "operator")
    operator.commit(operator.organisations.organisation_saved("saltmarsh", organisation(2, "school")))
    operator.commit(operator.organisations.contact_saved("saltmarsh", contact(2, Role.LEAD)))
    today = operator.now().date()
    plan = CyclePlan(
        name="Schools",
        framework=key,
        sectors=("school",),
        opens_on=today - timedelta(days=1),
        due_on=today + timedelta(days=60),
        closes_on=today + timedelta(days=74),
        reminder_days=ReminderDays(),
    )
    set_up_cycle(operator, "saltmarsh", plan, "operator")
    lead = Visitor(deployed.base_url)
    path = enter(lead, link_in_mail_to(deployed, "contact2@example.org"))
    fill(lead, f"{path}/about", name="Lena Lead", job="Head teacher", **SCHOOL)
    page = lead.get(f"{path}/criteria/L04-01")
    assert page.status == 200
    assert "Only Saltmarsh Safeguarding Children Partnership asks this question." in page.body
