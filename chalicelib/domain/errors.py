"""What can go wrong, as one small tree; the words that users read are in `WORDS`, beside it.

CompactAuditError
├── NotFound            nothing here for this person (also when it belongs to somebody else)
├── NotAllowed          known person, but not theirs to do
│   └── OnlyCopies      the cycle is archived: only what was submitted is there
├── SignedOut           no session, or one that ended
├── LinkRefused         a link that is unknown, revoked, used or too old
├── Refused             the rules say no; carries a code whose words are in WORDS
│   └── Invalid         one or more fields to put right, each with its own code
├── Outdated            somebody else saved first; carries what they saved
├── Doubtful            something was noticed that a person has to decide about; carries what
└── Busy                contention that outlasted the retries; try again
"""

from collections.abc import Iterable, Mapping
from typing import Any


class CompactAuditError(Exception):
    """Everything this system raises on purpose."""


class NotFound(CompactAuditError):
    """Nothing here for this person."""


class NotAllowed(CompactAuditError):
    """The person is known, but this is not theirs to do."""


class OnlyCopies(NotAllowed):
    """The cycle is archived: what was submitted can be read, and nothing else."""


class SignedOut(CompactAuditError):
    """There is no session, or it has ended."""


class LinkRefused(CompactAuditError):
    """A link that cannot be opened: `reason` is unknown, revoked, expired or used."""

    def __init__(self, reason: str, subject: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject = subject


class Refused(CompactAuditError):
    """The rules say no. `code` is a key of WORDS."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def words(self) -> str:
        """The sentence for the user."""
        return WORDS[self.code].format(**self.details)


class Invalid(Refused):
    """Fields to put right: `problems` maps a field's name to a code of WORDS."""

    def __init__(self, problems: Mapping[str, str], **details: object) -> None:
        super().__init__(next(iter(problems.values())), **details)
        self.problems = dict(problems)

    def messages(self) -> dict[str, str]:
        """Field name → sentence for the user."""
        return {field: WORDS[code].format(**self.details) for field, code in self.problems.items()}


class Outdated(CompactAuditError):
    """A save that lost a race. `current` is what the other person saved."""

    def __init__(self, current: Any) -> None:
        super().__init__("somebody else saved first")
        self.current = current


class Doubtful(CompactAuditError):
    """`noticed` are codes of domain/noticing.py; whoever sends them back with the form has decided."""

    def __init__(self, noticed: Iterable[str]) -> None:
        super().__init__("a person has to decide")
        self.noticed = tuple(noticed)


class Busy(CompactAuditError):
    """Other writers were in the way for longer than we retry."""


WORDS: dict[str, str] = {
    "return_is_waiting": "{approver} is reading this self-assessment. To change it, take it back first",
    "return_is_submitted": "This self-assessment has been submitted, so its answers can no longer be changed",
    "only_questions_open": "Only the answers that your reviewer asked about can be changed now",
    "longer_needed": "Select how much longer you need",
    "longer_taken": "You have been given more time already. Ring {name} on {phone} if you need longer still",
    "longer_not_open": "More time can no longer be given here. Ring {name} on {phone} and say what you need",
    "due_on_past": "Enter a due date that is still to come",
    "due_on_too_late": "Enter a due date up to {last}: what comes later is not in this cycle’s report",
    "cycle_not_open": "Only a cycle that is open can be paused. This one is {state}",
    "cycle_not_paused": "Only a cycle that is paused can be resumed. This one is {state}",
    "cycle_not_to_close": "Only a cycle that is open or paused can be closed. This one is {state}",
    "cycle_not_to_archive": "Only a cycle that is closed can be archived. Close it first",
    "cycle_not_to_open": "This cycle is {state}, so nobody else can be asked in it",
    "opened_already": "This has been pressed already, perhaps by somebody else. See below what happened",
    "first_first": "Open the first five before the rest, or let it open by itself",
    "group_name_needed": "Enter a name for the group",
    "group_parts_needed": "Enter a number of groups from 1 to 12",
    "group_months_needed": "Enter a number of months from 1 to 12",
    "group_open_already": "These organisations have been asked already, so their group stays as it is",
    "groups_full": "A cycle can have {most} groups at most",
    "sectors_grouped": "{sectors} are in another group already. Remove that group first",
    "too_late_to_join": "Fewer than 10 working days are left. Ask them in the next cycle",
    "cycle_is_closed": "This cycle is closed. What comes in now is still taken, and counts as late",
    "return_not_waiting": "This self-assessment is not waiting for approval",
    "return_not_submitted": "This self-assessment has not been submitted, so there is nothing to reopen",
    "reopening_reason_needed": "Enter why it is being reopened",
    "copy_is_not_whole": "In this cycle the PDF holds more than is shared with you. Read the page instead",
    "return_being_approved": "What they changed is with their approver. You can ask again once it is in",
    "too_many_questions": "Ask about {most} answers or fewer at a time: {open} are open already",
    "question_needed": "Enter what you want to know",
    "reply_needed": "Enter a reply",
    "replies_missing": "Answer each of your reviewer’s questions first",
    "visit_too_early": "This self-assessment has not been submitted, so no visit can be prepared",
    "held_on_needed": "Enter the date of the meeting",
    "held_on_not_real": "Enter a real date for the meeting, like 27 3 2027",
    "held_on_is_to_come": "The meeting must be today or in the past. Record it when it has been held",
    "body_needed": "Enter whose meeting it was",
    "name_too_long": "Enter {line_limit} characters or fewer",
    "shared_for_good": "You have submitted this with your notes and evidence, so they stay shared",
    "sharing_needed": "Select what the partnership sees",
    "questions_not_asked": "Select questions of this question set only",
    "return_changed": "The answers have changed since you opened this page. Read them again, then approve",
    "plan_needed": "Say what you will do, or what is in the way, for each answer that is below the standard",
    "answers_missing": "Answer the questions that are left, or say why they do not apply",
    "approver_needed": "Enter the name and email address of the person who will approve",
    "profile_needed": "Tell us about your organisation first, so that we ask only what applies to you",
    "text_too_long": "Your answer must be {limit} characters or fewer",
    "line_too_long": "Enter {limit} characters or fewer",
    "reason_needed": "Say why this does not apply",
    "reason_too_long": "The reason must be {limit} characters or fewer",
    "working_copy_closed": "A working copy is open once the self-assessment has been submitted",
    "action_state_needed": "Select how it is going",
    "last_time_changed": "What stands under “Last time” has changed meanwhile. Please read it again",
    "last_time_typed": "You have written something below. Save that, or delete it to keep last time’s answer",
    "core_applies": "This question applies to every organisation",
    "questions_needed": "Select at least one answer",
    "what_needed": "Enter what you will do",
    "barrier_needed": "Enter what is in the way",
    "who_needed": "Enter who will do it",
    "when_needed": "Enter the date to have it done by",
    "date_not_real": "Enter a real date, like 27 3 2027",
    "date_is_past": "Enter a date that is still to come",
    "opens_on_not_real": "Enter a real date for the opening, like 12 1 2027",
    "due_on_not_real": "Enter a real date to have it in by, like 19 3 2027",
    "closes_on_not_real": "Enter a real date for the closing, like 2 4 2027",
    "name_needed": "Enter a name",
    "job_needed": "Enter a role, like head teacher",
    "email_needed": "Enter an email address",
    "email_not_real": "Enter an email address in the correct format, like name@example.org",
    "reference_needed": "Enter the reference, like K7P-2QX",
    "check_code_needed": "Enter the check code, or its first 8 characters, like 0ad28afa",
    "note_needed": "Enter a note, so that they know what to change",
    "choice_needed": "Select an answer",
    "completed_needed": "Select whether you have completed this standard",
    "action_to_use_needed": "Select an action",
    "sectors_apart": "No question set asks all of these sectors. Set up one cycle for each question set",
    "sectors_not_asked": "This question set does not ask {sectors}. Leave them out, or select another set",
    "sectors_needed": "Select at least one sector",
    "due_after_opening": "The due date must be after the day it opens",
    "closes_after_due": "The closing date must be the due date or after it",
    "letter_not_for_groups": "Voluntary and community groups get no formal letter: offer to talk instead",
    "letter_off": "Formal letters are switched off for this sector in this cycle",
    "letter_is_in": "This return is in, so there is nothing to write about",
    "letter_too_early": "This return is not late yet",
    "letter_without_basis": "Enter what a letter rests on first, under Settings",
    "address_too_long": "The address must be {address_limit} characters or fewer",
    "basis_too_long": "Enter {limit} characters or fewer",
    "checked_on_needed": "Enter a real date on which somebody checked it, like 12 1 2027",
    "checked_on_to_come": "The date must be today or in the past",
    "term_starts_elsewhere": "The first day must be in this school year, after the term before it",
    "term_ends_early": "The last day must be after the first, and within five months of it",
    "break_outside": "Half-term must lie within the term, and end after it begins",
    "ladder_closed": "This cycle is over, so nothing more is sent",
    "ladder_changed": "Somebody else has just changed this cycle. Look at it again, then save",
    "step_not_for_groups": "Voluntary and community groups are offered help and nothing further",
    "step_too_early": "Enter more days than for the step before it",
    "approvers_help_needs": "The lead is told first: switch on “Just past” too",
    "chair_needs": "Somebody rings first: switch on “A person rings” too",
    "days_needed": "Enter a number of days from 0 to {most}",
    "framework_needed": "Select a question set",
    "questions_name_needed": "Enter what you call these questions while you work on them",
    "base_needed": "Select what you add questions to",
    "questions_refused": "The file has something to put right",
    "questions_changed": "The file has changed since you looked at it. Look at it again, then publish",
    "version_needed": "Enter {version}, the version that you are publishing",
    "version_published": "{key} is published already, and stays as it is. Give your file a new version",
    "partnership_not_addressable": "A partnership’s id may hold only letters, digits, hyphens and full stops",
    "role_needed": "Select a role",
    "provider_away": "We cannot reach the service that signs you in. Try again in a few minutes, or use a"
    " link by email",
    "provider_refused": "The service that signs you in did not accept the request. Try again, or use a link"
    " by email",
    "provider_denied": "You did not finish signing in. Try again, or use a link by email",
    "provider_unclear": "The service that signs you in answered something that we do not understand. Use a"
    " link by email, and tell whoever runs this service",
    "provider_not_proved": "We could not prove that the answer is meant for us, so we did not sign you in."
    " Try again, or use a link by email",
    "provider_no_address": "The service that signs you in did not give us a work email address that it has"
    " checked. Use a link by email, and tell whoever runs this service",
    "provider_other_browser": "This sign-in was begun in another browser or too long ago. Begin again here",
    "not_on_staff_list": "You have signed in, but your work email address is not on the staff list of a"
    " partnership. Ask its coordinator to add you",
    "export_what_needed": "Select what to export",
    "export_format_needed": "Select as what to export it",
    "export_cycle_needed": "Select a cycle",
    "period_impossible": "Enter a number of months from {least} to {most}, and 12 or more for returns and the"
    " trail",
    "hold_reason_needed": "Enter why it has to stay",
    "hold_reference_unknown": "Enter the reference of one of its returns, like K7P-2QX",
    "retention_changed": "Somebody else has just changed the periods. Look at them again, then change them",
    "settings_changed": "Somebody else has just saved this page. Look at it again, then make your change",
    "exports_full": "Several exports are being made already. Wait until one is done, then ask again",
    "staff_known": "This address is on the staff list already. Change that entry instead",
    "last_coordinator": "There must be one coordinator at least. Make somebody else a coordinator first",
    "staff_changed": "Somebody else has just changed the staff list. Look at it again, then make your change",
    "standing_needed": "Select whether we may write to this address",
    "contact_known": "This organisation has a contact with this address already. Change that one instead",
    "retire_reason_needed": "Enter why it is retired, like “Closed in July 2027”",
    "merged_stays": "This record was merged into another, so it cannot be brought back",
    "merge_changed": "Something has changed since you looked. Read it again, then merge",
    "merge_retired": "The record that stays must not be retired, and the other not be merged already",
    "merge_shared": "The record that would go is on another partnership’s list too. Keep that one instead",
    "merge_is_asked": "The record that would go has a return in a cycle that is not archived. Keep that one"
    " instead",
    "merge_begun": "The record that would go has a return that somebody has opened. Keep that one instead. If"
    " both have been opened, retire one now, and merge them once the cycle is archived",
    "organisation_name_needed": "Enter the organisation’s name",
    "sector_needed": "Select a sector",
    "kind_elsewhere": "Select a kind that belongs to this sector",
    "size_unknown": "Select a size",
    "urn_odd": "Enter a URN in the correct format, like 123456",
    "ods_odd": "Enter an ODS code in the correct format, like A81001",
    "cqc_odd": "Enter a CQC number in the correct format, like 1-123456789",
    "charity_number_odd": "Enter a charity number in the correct format, like 1234567",
    "number_taken": "This number belongs to {whose}",
    "import_changed": "What the file would do has changed since you looked. Read it again, then import",
    "authority_needed": "Select at least one local authority",
    "authorities_too_many": "Select fewer local authorities: at most {most} schools can be imported at once",
    "declaration_needed": "Confirm that you have read this self-assessment and that you may approve it",
    "sample_frame_empty": "There is nothing to draw from yet: no organisation has submitted its return",
    "sample_size_impossible": "Enter a number of visits from 1 to {frame}: that many can be drawn from",
    "sample_promise_needs": "To visit everybody once in {promise} cycles, plan at least {needed} visits now",
    "sample_too_many_certain": "{certain} would be visited for certain, which may be a third of the visits at"
    " most. Plan at least {needed} visits, or count fewer reasons",
    "sample_certain_need": "Those that are visited for certain need {needed} visits. Plan at least as many",
    "sample_minimum_needed": "Enter a number from 0 to 20",
    "sample_promise_needed": "Enter a number of cycles from 2 to 10, or leave it empty",
    "visit_confirmed": "This visit has been confirmed by both sides, and stands as it is",
    "visit_called_off": "This visit was called off. Plan it again first",
    "visit_changed": "Somebody else has saved this meanwhile. What you entered is still here: save again",
    "visit_nothing_rated": "Rate at least one question before both of you confirm the visit",
    "visit_day_needed": "Enter the day of the visit, like 27 3 2027",
    "visitors_needed": "Enter who comes to visit",
    "visit_reason_needed": "Say why the visit is called off",
    "stated_needed": "Select what is known, or say why this organisation should be visited",
    "title_needed": "Enter a title",
    "title_too_long": "The title must be {title_limit} characters or fewer",
    "address_needed": "Enter a web address",
    "address_not_real": "Enter a web address in the correct format, like https://www.example.org/policy",
    "where_needed": "Enter where somebody would find it",
    "where_too_long": "Where to find it must be {where_limit} characters or fewer",
    "what_was_given_needed": "Enter what it was",
    "given_to_needed": "Enter who you gave it to, like the ICB, CQC or Ofsted",
    "given_on_needed": "Enter the date you gave it",
    "approved_on_not_real": "Enter a real date that it was approved, like 14 9 2026",
    "review_by_not_real": "Enter a real date to review it by, like 14 9 2027",
    "review_before_approval": "The review date must be after the date it was approved",
    "file_not_there": "Your file has not arrived. Select it again, then press “Upload”",
    "file_empty": "The selected file is empty",
    "file_too_large": "The selected file must be smaller than {limit}",
    "file_wrong_type": "The selected file must be {types}",
    "file_mislabelled": "The selected file is not what its name says. It must be {types}",
    "file_program": "The selected file is a program or has macros. Save it without them, or choose another",
    "file_locked": "The selected file has a password. Save it without one, then upload it again",
    "file_being_checked": "This file is still being checked for viruses. Try again in a few minutes",
    "file_unsafe": "This file did not pass the virus check, so nobody can open it. Remove it or replace it",
    "part_needed": "Select what they will do",
    "standards_needed": "Select at least one part for them to answer",
    "person_known": "Somebody with this address works on this already. Change what they do instead",
    "people_full": "{most} people work on this already. Remove somebody who has finished, then add the next",
    "invitations_used_up": "We have written to this address several times today. Try again tomorrow",
    "approver_choice_needed": "Select who will approve it",
    "second_reader_needed": "Before you approve it yourself, say who else will read it, or that nobody can",
    "successor_is_you": "Enter the address of somebody else: this is your own",
    "staying_needed": "Select what becomes of your own link",
    "comment_needed": "Enter a comment",
    "comments_full": "There is no room for more comments. Please talk to whoever fills this in",
    "decided_needed": "Select how this was decided",
    "decided_on_needed": "Enter the date of the meeting",
    "decided_on_not_real": "Enter a real date for the meeting, like 27 3 2027",
    "decided_on_to_come": "The date of the meeting must be today or in the past",
    "code_needed": "Enter the 6 digits from our email",
    "code_on_its_way": "Our email is still on its way. Wait a minute, then enter the code",
    "code_wrong": "That is not the code in our newest email. Check it and try again",
    "code_too_old": "That code was sent more than 10 minutes ago. Ask for a new one",
    "code_used_up": "That code has been tried too often. Ask for a new one",
    "codes_used_up": "We have sent several codes in the last hour. Wait an hour, then open your link again",
    "sheet_wrong_type": "The selected file must be a spreadsheet that ends in .xlsx. Save it as one first",
    "sheet_unreadable": "The selected file could not be read. Open it in your spreadsheet program, save it as"
    " .xlsx, then try again",
    "sheet_unfolds": "The selected file holds far more than this spreadsheet needs. Download a new one and"
    " copy your answers into it",
    "sheet_not_ours": "The selected file is not the spreadsheet of this self-assessment. Download it from"
    " “Your copies” and copy your answers into it",
    "sheet_other_organisation": "The selected file is of another organisation, {theirs}",
    "sheet_other_cycle": "The selected file is from another round, {theirs}. Download the spreadsheet of this"
    " round and copy your answers into it",
    "sheet_other_return": "The selected file has the reference {theirs}. This self-assessment has {ours}",
    "sheet_other_framework": "The questions are not those that the selected file was made for. Download a new"
    " spreadsheet and copy your answers into it",
    "sheet_column_missing": "The column “{column}” is missing from the sheet “{sheet}”. Put it back, or"
    " download a new spreadsheet",
    "cell_formula": "It holds a formula. Type what it should say instead",
    "cell_rating_unknown": "“{label}” is not one of the ratings to choose from",
    "cell_yes_or_no": "“{label}” is neither Yes nor No",
    "cell_reason_alone": "It says why the question does not apply, but the rating is not “{label}”",
    "cell_id_missing": "It has no question number",
    "cell_id_unknown": "There is no question with the number “{id}”",
    "cell_id_not_asked": "{id} is not one of the questions that you are asked",
    "cell_id_twice": "{id} is in the file more than once",
    "cell_plan_unknown": "There is no action with the number “{id}”. In a new row, leave the number empty",
    "cell_kind_unknown": "“{label}” is not one of the kinds to choose from",
    "cell_kind_changed": "An action cannot become something outside your control, or the other way round."
    " Write it in a new row",
    "colour_not_real": "Give the colour as # and six digits, like #0b4f5c",
    "colour_too_pale": "White text on it has a contrast of {ratio} to 1. Choose a darker one, with 4.5 to 1",
    "logo_too_large": "The logo must be at most {limit} bytes, so that pages stay light. Save it smaller",
    "logo_not_png": "The logo must be a whole PNG file of at most 2,000 pixels a side",
    "subject_needed": "Enter a subject",
    "subject_too_long": "The subject must be {subject_limit} characters or fewer",
    "circular_needed": "Enter what you want to say",
    "circular_too_long": "The text must be {text_limit} characters or fewer",
    "circular_moved": "The list has changed since you looked at it. Look at it again, then send",
    "circular_nobody": "Mail reaches nobody on this list. Ring them instead",
    "told_way_needed": "Select how they told you",
    "told_on_needed": "Enter the day on which they told you",
    "told_on_to_come": "The day must be today or in the past",
    "told_declaration_needed": "Confirm that they know the answers and approve them",
    "approval_not_theirs": "Only a return that was entered for somebody can be approved this way",
    "own_words_begun": "They have begun to write, and here their notes are their own. Offer a new link",
    "longer_not_open_now": "This cycle is archived, so nothing can be entered any more",
    "outcome_needed": "Select what came of it",
    "call_is_to_come": "The call must be today or in the past",
    "called_on_not_real": "Enter a real date for the call, like 27 3 2027",
    "promise_needed": "Enter the date by which they will send it",
    "call_note_too_long": "The note must be {limit} characters or fewer",
    "call_note_needed": "Enter what was said",
    "feedback_reader_needed": "Enter who read it, as the organisation should know them",
    "feedback_strength_needed": "Enter a strength: each organisation hears of two",
    "feedback_why_needed": "Enter why you read this otherwise",
    "feedback_correction_needed": "Enter why this takes the place of what you sent before",
    "feedback_text_too_long": "Enter {limit} characters or fewer",
    "feedback_changed": "Somebody has saved or sent this meanwhile. Read it again, then send it",
    "feedback_return_open": "This self-assessment is open again, so that feedback has to wait until it is in",
    "paragraph_needed": "Enter the paragraph",
    "library_full": "There is no room for more than {most}. Take something out first",
    "replies_full": "There is no room for more than {most} replies to one organisation",
    "reply_when_needed": "Select when they should read it",
    "phone_needed": "Enter a telephone number on which we can ring you",
    "talk_note_needed": "Enter what you talked about, or that you could not reach them",
    "reviewers_needed": "Select at least one reviewer",
    "reviewer_needed": "Select a reviewer",
    "reviewer_unknown": "That person cannot be given returns. Select somebody from the list",
    "reviewer_has_interest": "{name} has declared an interest here, so somebody else needs to read it",
    "reviewer_has_it": "{name} reads this return already",
    "review_needs_first": "Give this return to a first reviewer before a second one",
    "review_not_in": "This return is not in, so its review cannot go on. It will come back to your list",
    "review_copy_changed": "A newer copy has come in since you opened this page. Read what changed first",
    "review_rest_open": "Some ratings are still open. Change them, or agree with the rest",
    "review_finished": "You have finished this review. Take it up again to change it",
    "review_both_finished": "Both reviewers have finished, so a coordinator settles what is left",
    "review_reason_needed": "Say why your rating is another one. The organisation reads this",
    "review_reason_long": "The reason must be {limit} characters or fewer",
    "review_note_long": "The note must be {limit} characters or fewer",
    "review_rating_needed": "Select a rating",
    "review_overtaken": "You saved this from another window meanwhile: what you saved stands below",
    "overlap_needed": "Enter how many returns two people should read, from 1 to {most}",
    "overlap_nobody": "There is nobody to give a second reading to. Add another reviewer first",
    "interest_kind_needed": "Select what the interest is in",
    "interest_value_needed": "Select which one it is",
    "interests_full": "{most} interests are noted already. Remove one that no longer holds",
    "themes_full": "There is room for {most} themes. Retire one first, then add the next",
    "theme_too_long": "A theme must be {line} characters or fewer",
    "challenge_needed": "Enter what you want to challenge",
    "challenge_long": "The challenge must be {limit} characters or fewer",
    "challenges_full": "There is room for {most} challenges to one return. Please talk to the coordinator",
    "challenge_answer_needed": "Enter an answer",
    "challenge_answer_long": "The answer must be {limit} characters or fewer",
    "challenge_answered": "Somebody has answered this already",
    "answers_just_changed": "An answer has just been changed. Check this page again, then ask for approval",
}
