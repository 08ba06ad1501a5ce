"""Everything that can be done to a return: what the service is asked, and what the model makes of it."""

from datetime import date

from chalicelib.services.answering import mark_not_applicable, save_answer
from chalicelib.services.appointing import name_approver
from chalicelib.services.approval import not_me, send_back, send_for_approval, take_back
from chalicelib.services.planning import remove_plan, save_plan, use_plan
from chalicelib.services.profiling import mark_standard, save_profile
from chalicelib.services.reopening import reopen
from chalicelib.services.submitting import Approval, approve
from tests.support.return_model import NOT_APPLICABLE, Model, Said, Step, plan_step, save_step
from tests.support.small import SmallParts

Naming = tuple[str, int]
"""An approver's address, and the how-manieth naming made them one."""


class Steps:
    """`lead` is the token of the lead's session."""

    def __init__(self, ref: str, lead: str) -> None:
        self.ref = ref
        self.lead = lead
        self.namings = 0

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

        return Step("name approver", lambda model: model.frozen, apply, do)

    def sending(self) -> Step:
        def check(model: Model) -> str:
            if model.status == "awaiting_approval":
                return ""
            return model.frozen or model.complete

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
            return model.frozen if model.status == "submitted" else ""

        return Step("take back", check, self.to_lead, lambda parts: take_back(parts, self.ref, self.lead))

    def to_lead(self, model: Model) -> None:
        if model.status == "awaiting_approval":
            model.status = "in_progress"
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
                model.seq += 1

        def do(parts: SmallParts) -> None:
            approval = Approval(seq=seq, name="Harriet Head", job="Head", declared=True)
            approve(parts, self.ref, session, approval)

        return Step("approve", check, apply, do, late=("return_changed",))

    def reopening(self) -> Step:
        def check(model: Model) -> str:
            again = model.status in ("not_started", "in_progress") and model.submissions
            return "" if again or model.status == "submitted" else "return_not_submitted"

        def apply(model: Model) -> None:
            if model.status == "submitted":
                model.status = "in_progress"
                model.seq += 1

        def do(parts: SmallParts) -> None:
            reopen(parts, "saltmarsh", self.ref, "s-coordinator", "The wrong file")

        return Step("reopen", check, apply, do)

    def using(self, plan_id: str, criterion: str) -> Step:
        def check(model: Model) -> str:
            missing = criterion not in model.visible or plan_id not in model.plans
            return model.frozen or ("NotFound" if missing else "")

        def apply(model: Model) -> None:
            criteria, what, version = model.plans[plan_id]
            if criterion not in criteria:
                model.plans[plan_id] = ((*criteria, criterion), what, version + 1)
                model.seq += 1

        def do(parts: SmallParts) -> None:
            use_plan(parts, self.ref, self.lead, plan_id, criterion)

        return Step("use plan", check, apply, do, unless_seen=("NotFound",))

    def dropping(self, plan_id: str, version: int) -> Step:
        def check(model: Model) -> str:
            stale = plan_id in model.plans and model.plans[plan_id][2] != version
            return model.frozen or ("Outdated" if stale else "")

        def apply(model: Model) -> None:
            if model.plans.pop(plan_id, None):
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
