"""What services need from outside, as Protocols; bootstrap.py is where real parts meet them.

Stores hand out writes (opaque here) and `commit` carries them out in one transaction, so that a service
can say in one place everything that happens together: the answer, the header, the mail it causes.
"""

from chalicelib.services.ports.calls import Calls, Circulars
from chalicelib.services.ports.commits import Conflict, Write, Writes
from chalicelib.services.ports.cycle_mail import CycleMail
from chalicelib.services.ports.keeping import (
    Credentials,
    EvidenceRegister,
    Files,
    StoredFile,
    Tasks,
    Trail,
    UploadForm,
)
from chalicelib.services.ports.mail import Composer, Letter, Message, Sender, SendRefused
from chalicelib.services.ports.making import Documents, Renderer
from chalicelib.services.ports.parts import Clock, Parts
from chalicelib.services.ports.questions import OwnSets, QuestionFiles
from chalicelib.services.ports.register import Cycles, Organisations
from chalicelib.services.ports.returns import Activity, Around, Desk, Returns, Whole, WorkingCopy
from chalicelib.services.ports.reviews import Reviews
from chalicelib.services.ports.staff import Asked, IdentityProvider, StaffList
from chalicelib.services.ports.verification import Verification
from chalicelib.services.ports.visits import Visits, VisitTold

__all__ = [
    "Activity",
    "Around",
    "Asked",
    "Calls",
    "Circulars",
    "Clock",
    "Composer",
    "Conflict",
    "Credentials",
    "CycleMail",
    "Cycles",
    "Desk",
    "Documents",
    "EvidenceRegister",
    "Files",
    "IdentityProvider",
    "Letter",
    "Message",
    "Organisations",
    "OwnSets",
    "Parts",
    "QuestionFiles",
    "Renderer",
    "Returns",
    "Reviews",
    "SendRefused",
    "Sender",
    "StaffList",
    "StoredFile",
    "Tasks",
    "Trail",
    "UploadForm",
    "Verification",
    "VisitTold",
    "Visits",
    "Whole",
    "WorkingCopy",
    "Write",
    "Writes",
]
