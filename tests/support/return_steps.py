"""Everything that can be done to a return: what the service is asked, and what the model makes of it."""

from datetime import date

from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.appointing import name_approver
from chalicelib.services.approval import not_me, send_back, send_for_approval, take_back
from chalicelib.services.planning import remove_plan, save_plan, use_plan
from chalicelib.services.profiling import mark_standard, save_profile
from chalicelib.services.questioning import Asking, ask
from chalicelib.services.reopening import reopen
from chalicelib.services.replying import save_reply
from chalicelib.services.submitting import Approval, approve
from tests.support.builders import staff
from tests.support.return_model import NOT_APPLICABLE, Asked, Model, Said, Step, plan_step, save_step
from tests.support.small import SmallParts

Naming = tuple[str, int]
"""An approver's address, and the how-manieth naming made them one."""


class Steps:
    """`lead` is the token of the lead's session."""

    def __init__(self, ref: str, lead: str) -> None:
        self.ref = ref
        self.lead = lead
        self.namings = 0
        self.asked = 0

    def saving(self, criterion: str, said: Said, version: int) -> Step:
        def do(parts: SmallParts) -> None:
            if said.rating == NOT_APPLICABLE:
                mark_not_applicable(
                    parts, self.ref, self.lead, criterion, reason=said.reason, version=version
                )
            else:
                save_answer(
                    parts,
                    self.ref,
                    self.lead,
                    criterion,
                    rating=said.rating,
                    narrative=said.narrative,
                    version=version,
                )

        return save_step(criterion, said, version, do)

    def planning(self, plan_id: str, criteria: tuple[str, ...], what: str, version: int) -> Step:
        def do(parts: SmallParts) -> None:
            save_plan(
                parts,
                self.ref,
                self.lead,
                plan_id,
                criteria=criteria,
                what=what,
                who="Wren",
                by_when=date(2027, 6, 1),
                version=version,
            )

        return plan_step(plan_id, criteria, what, version, do)

    def profiling(self, buys: str) -> Step:
        def apply(model: Model) -> None:
            model.profile = {"buys": buys}
            model.seq += 1
            model.started()

        def do(parts: SmallParts) -> None:
            save_profile(parts, self.ref, self.lead, profile={"buys": buys}, name="Lena Lead", job="DSL")

        return Step("save profile", lambda model: model.frozen, apply, do)

    def naming(self, address: str) -> Step:
        def apply(model: Model) -> None:
            if model.approver is None or model.approver[0] != address:
                self.namings += 1
                model.approver = (address, self.namings)
            model.seq += 1

        def do(parts: SmallParts) -> None:
            name_approver(parts, self.ref, self.lead, name="Harriet Head", email=address, job="Head")

        return Step("name approver", lambda model: model.away, apply, do)

    def sending(self) -> Step:
        def check(model: Model) -> str:
            if model.status == "awaiting_approval":
                return ""
            return model.away or model.complete

        def apply(model: Model) -> None:
            if model.status != "awaiting_approval":
                model.status = "awaiting_approval"
                model.asked_for_approval += 1
                model.seq += 1

        return Step(
            "send for approval", check, apply, lambda parts: send_for_approval(parts, self.ref, self.lead)
        )

    def taking_back(self) -> Step:
        def check(model: Model) -> str:
            return model.away if model.status == "submitted" else ""

        return Step("take back", check, self.to_lead, lambda parts: take_back(parts, self.ref, self.lead))

    def to_lead(self, model: Model) -> None:
        if model.status == "awaiting_approval":
            model.status = "questions" if model.stands else "in_progress"
            model.seq += 1

    def disagreeing(self, who: Naming, session: str, leaves: bool) -> Step:
        def check(model: Model) -> str:
            if model.approver != who:
                return "SignedOut"
            return "" if model.status == "awaiting_approval" else "return_not_waiting"

        def apply(model: Model) -> None:
            self.to_lead(model)
            if leaves:
                model.approver = None

        def do(parts: SmallParts) -> None:
            if leaves:
                not_me(parts, self.ref, session)
            else:
                send_back(parts, self.ref, session, note="Standard 2, please")

        return Step("not me" if leaves else "send back", check, apply, do, late=("return_not_waiting",))

    def approving(self, who: Naming, session: str, seq: int) -> Step:
        def check(model: Model) -> str:
            if model.approver != who:
                return "SignedOut"
            if model.status == "submitted":
                return ""  # a second click finds the copy of the first
            if model.status != "awaiting_approval":
                return "return_not_waiting"
            return "" if model.seq == seq else "return_changed"

        def apply(model: Model) -> None:
            if model.status == "awaiting_approval":
                model.submissions.append({c: model.answer(c)[0] for c in model.visible})
                model.status = "submitted"
                model.stands, model.questions = True, []
                model.seq += 1

        def do(parts: SmallParts) -> None:
            approval = Approval(seq=seq, name="Harriet Head", job="Head", declared=True)
            approve(parts, self.ref, session, approval)

        return Step("approve", check, apply, do, late=("return_changed",))

    def reopening(self) -> Step:
        def check(model: Model) -> str:
            again = model.status in ("not_started", "in_progress") and model.submissions
            in_ = model.status in ("submitted", "questions")
            return "" if again or in_ else "return_not_submitted"

        def apply(model: Model) -> None:
            if model.status in ("submitted", "questions"):
                model.status, model.stands = "in_progress", False
                model.seq += 1

        def do(parts: SmallParts) -> None:
            reopen(parts, "saltmarsh", self.ref, "s-coordinator", "The wrong file")

        return Step("reopen", check, apply, do)

    def asking(self, criterion: str) -> Step:
        """A reviewer's question about one answer."""
        self.asked += 1
        text = f"Question {self.asked}"

        def check(model: Model) -> str:
            if model.status == "awaiting_approval" and model.stands:
                return "return_being_approved"
            if model.status not in ("submitted", "questions"):
                return "return_not_submitted"
            if criterion not in model.visible:
                return "NotFound"
            return "too_many_questions" if len(model.questions) == 10 else ""

        def apply(model: Model) -> None:
            model.status = "questions"
            model.questions.append(Asked(criterion, text))
            model.questioned += 1
            model.seq += 1

        def do(parts: SmallParts) -> None:
            due = parts.now().date()
            ask(parts, staff(), self.ref, Asking(texts={criterion: text}, due=due))

        return Step(f"ask about {criterion}", check, apply, do)

    def replying(self, question: Asked, said: str) -> Step:
        before: list[str] = [""]

        def read(model: Model) -> None:
            before[0] = question.reply

        def check(model: Model) -> str:
            if not any(found is question for found in model.questions):
                return "NotFound"
            if question.criterion not in model.visible:
                return "NotFound"
            if closed := model.frozen_for(question.criterion):
                return closed
            return "" if question.reply in (said, before[0]) else "Outdated"

        def apply(model: Model) -> None:
            model.seq += question.reply != said
            question.reply = said

        def do(parts: SmallParts) -> None:
            found = parts.returns.get(self.ref)
            ids = [q.id for q in found.questions.values() if q.text == question.text] if found else []
            question_id = ids[0] if ids else "gone"
            save_reply(parts, self.ref, self.lead, question_id, reply=said, before=before[0])

        return Step(f"reply about {question.criterion}", check, apply, do, read=read)

    def using(self, plan_id: str, criterion: str) -> Step:
        def check(model: Model) -> str:
            missing = criterion not in model.visible or plan_id not in model.plans
            return model.frozen_for(criterion) or ("NotFound" if missing else "")

        def apply(model: Model) -> None:
            criteria, what, version = model.plans[plan_id]
            if criterion not in criteria:
                model.plans[plan_id] = ((*criteria, criterion), what, version + 1)
                model.touched(criterion)
                model.seq += 1

        def do(parts: SmallParts) -> None:
            use_plan(parts, self.ref, self.lead, plan_id, criterion)

        return Step("use plan", check, apply, do, unless_seen=("NotFound",))

    def dropping(self, plan_id: str, version: int) -> Step:
        def check(model: Model) -> str:
            if model.away or plan_id not in model.plans:
                return model.away
            criteria, _, stored = model.plans[plan_id]
            return model.frozen_for(*criteria) or ("" if stored == version else "Outdated")

        def apply(model: Model) -> None:
            if plan_id in model.plans:
                model.touched(*model.plans.pop(plan_id)[0])
                model.seq += 1

        def do(parts: SmallParts) -> None:
            remove_plan(parts, self.ref, self.lead, plan_id, version=version)

        return Step("remove plan", check, apply, do)

    def marking(self, number: int, done: bool) -> Step:
        def check(model: Model) -> str:
            here = [c for c in model.visible if int(c[1:3]) == number]
            left = any(not model.answer(c)[0].rating for c in here)
            if model.frozen or number == 3:
                return model.frozen or "NotFound"
            return "answers_missing" if done and left else ""

        def apply(model: Model) -> None:
            model.seq += 1

        def do(parts: SmallParts) -> None:
            mark_standard(parts, self.ref, self.lead, number, done=done)

        return Step("mark standard", check, apply, do, unless_seen=("answers_missing",))
