"""What the made-up organisations say, standard by standard. Nobody real wrote or did any of this."""

# Standard → answers that fit any organisation: short ones, as busy people write them.
NARRATIVES: dict[int, tuple[str, ...]] = {
    1: (
        "Our chair leads on safeguarding. Minutes of 4 February, item 6: she asked why two concerns took "
        "a week to be written up, and we changed the form. Minutes are on the shared drive under Governance.",
        "Policy of September, page 2, names the senior lead. It is on our website and behind the desk.",
        "The director spends a morning with the front-line team each term and writes a half-page note. "
        "The last note led to a second phone line for the duty worker.",
    ),
    2: (
        "Two named people, with photographs, on the poster in the kitchen and on the back of every badge. "
        "We rang round ten staff in January; nine knew both names.",
        "The lead has half a day a week for this, written into the job description (section 4).",
        "Each volunteer signs the one-page guide. The signed sheets are in the blue folder in the office.",
    ),
    3: (
        "The chart on page 3 of the handbook shows who answers to whom. It was checked when our new "
        "deputy started in November.",
        "A quarterly report goes to the board: numbers of concerns, referrals, training. Last one 14 "
        "January.",
        "Out of hours, the on-call manager decides. The rota and the numbers are in the on-call folder.",
    ),
    4: (
        "We asked forty young people in the autumn. They said the waiting room felt unsafe after dark, so "
        "we moved the late group to the front of the building and fitted a light.",
        "Families' comments are read at the monthly team meeting; the list of what we changed is on the "
        "wall.",
        "Before we moved to online sessions we wrote down the risks and asked two parents to read them.",
    ),
    5: (
        "Everybody has an hour with the lead in their first week, before working alone. The checklist is in "
        "each personnel folder.",
        "Training record of 10 January: 41 of 43 up to date; the two others are booked for 3 March.",
        "Supervision is monthly for those who work with families. We sampled six notes and all six had "
        "a section about the children.",
    ),
    6: (
        "Two people on every panel have had safer recruitment training. The central list was checked by "
        "a trustee on 12 December.",
        "We ask for two references and speak to one by telephone. The form is in the recruitment pack, "
        "page 5.",
        "Agencies send us written confirmation of checks before anybody starts; the office keeps the "
        "letters.",
    ),
    7: (
        "The steps are on one page: who to tell, by when, and who supports the person accused. We walked "
        "through a made-up case in November and added the weekend number.",
        "We have had no allegation in three years. The policy says who would decide within one working day.",
        "Staff code of conduct, page 4, explains the difference between a worry, a complaint and an "
        "allegation.",
    ),
    8: (
        "We made eleven referrals since September. The log shows that we rang back about each within "
        "three working days.",
        "The early help worker comes every second Tuesday and sees families here rather than in an office.",
        "Everyone has the escalation steps on a card. We used them once, in October; the decision was "
        "changed.",
    ),
    9: (
        "Our guide to sharing information is one page long and says that data protection is no barrier. "
        "Ten staff were asked in January; eight could say when they would share without consent.",
        "Records follow the child within five days. The transfer log is kept by the lead.",
        "We record why we shared or did not share: a dip of ten records found the reason in nine.",
    ),
    10: (
        "We looked at who comes and who does not. Families with little English were missing, so the "
        "leaflet now exists in four languages and we book interpreters.",
        "The policy on bullying names every protected characteristic. Incidents are counted each term.",
        "Staff had a session in November on how a family's beliefs can hide or reveal harm.",
    ),
    11: (
        "Fourteen disabled children use the service. Each has a page on how they say yes, no and help, "
        "which their key person keeps up to date.",
        "Two staff sign. For the others we use picture cards, and we asked the children to choose them.",
        "We checked whether injuries of disabled children are questioned like anybody else's: eight of "
        "eight.",
    ),
    12: (
        "Every contract has the safeguarding clause of the council's template. We visited two of the five "
        "providers last year and wrote down what we saw.",
        "Our coach provider sends its policy and training dates each August; we check them against the list.",
        "The schedule of what providers must tell us, and when, is at the end of each agreement.",
    ),
}

# What people write where they are not there yet, whatever the standard.
NOT_YET: tuple[str, ...] = (
    "We have this on paper but have not checked that people use it. The action plan says who will.",
    "Some teams do this well and others have not started. The notes of our January meeting list them.",
    "It depends on one person, who is away a good deal. We have not agreed who stands in.",
    "It was last looked at before our move. We know that the numbers on the poster are out of date.",
    "We asked six people and two could not say what to do.",
    "Not yet. We knew that this was missing and have put it into the plan.",
    "We do it, but nothing is written down, so a new person could not find out how.",
)

# Standard → actions for what is not there yet.
ACTIONS: dict[int, tuple[str, ...]] = {
    1: (
        "Put safeguarding on every board agenda, with one question the board wants answered",
        "Bring the policy up to date with the new local procedures and tell everyone what changed",
    ),
    2: (
        "Write the lead's time into the job description and agree who stands in",
        "Ask ten staff and volunteers whom they would tell, and put right what they do not know",
    ),
    3: (
        "Draw the chart of who answers to whom and put it into the handbook",
        "Agree who may decide at weekends and put the rota where all can see it",
    ),
    4: (
        "Ask children what would make them feel safer here, and tell them what we change",
        "Add a question about children to the form we use when we plan a change",
    ),
    5: (
        "Book the people who are out of date, and give new starters their hour in the first week",
        "Start monthly supervision for everyone who works with families",
    ),
    6: (
        "Train a second person for interview panels",
        "Check the central list line by line with a trustee, twice a year",
    ),
    7: (
        "Put the first-day steps and the designated officer's number on one page",
        "Walk through a made-up allegation at the next staff meeting",
    ),
    8: (
        "Put the local escalation steps on a card and take ten minutes of a briefing to try them",
        "Ring back about each referral within three working days and keep a log",
    ),
    9: (
        "Look at ten records and count how many say why we shared or did not",
        "Take the one-page guide on sharing information to each team",
    ),
    10: (
        "Find out which families do not come, and ask two of them why",
        "Count incidents of bullying by kind, and look at the count each term",
    ),
    11: (
        "Make a page for each disabled child on how they communicate, with the family",
        "Train two staff in basic signing",
    ),
    12: (
        "Add the safeguarding clause to the two agreements that lack it",
        "Visit each provider once a year and write down what we see",
    ),
}

BARRIERS = (
    "The waiting time for early help in our area is over three months, and families give up",
    "We cannot find a training date before the summer for the level that our lead needs",
    "The out-of-hours number is often not answered, so staff do not trust it",
)

WHO = ("The safeguarding lead", "The deputy", "The practice manager", "The chair", "The office manager")

NOT_APPLICABLE = "We do not do this work, and nobody does it for us"

# What a reviewer asks about two answers, and what comes back.
QUESTIONS = (
    "Thank you, this is clear. Who looks at it between the yearly checks, and where would I see that?",
    "When did you last try this out, and what did you change afterwards?",
)
REPLIES = (
    "Our deputy looks at it at the end of each half term. I have added it to the answer.",
    "In October, with a made-up case. We put the weekend number on the card for staff.",
)
MORE = "Our deputy looks at it at the end of each half term; the notes are in the blue folder."

COMMENT_ON_ONE = "I saw this at my visit in October: you could say so, and add the date."
COMMENT_ON_ALL = "Honest and clear. Could we look at the action plan together before it goes to the board?"

# What is noted in a working copy, some months after a return was submitted.
NOTED: tuple[str, ...] = (
    "Since then two new colleagues have joined, and both have had their first hour with the lead.",
    "We tried it with a made-up case. It took a day longer than we had written, so we changed the page.",
    "The poster has been changed: the deputy has left, and the new name is on it.",
)

# How the first actions of a plan go: state, and a line.
ACTION_NOTES: tuple[tuple[str, str], ...] = (
    ("stuck", "The course was full twice. A place on the partnership’s own would help."),
    ("done", "Done before the summer, and on the agenda every term since."),
)
