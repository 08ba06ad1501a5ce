"""The packaged artefact, deployed into the local emulator as CloudFormation would deploy it to AWS."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from infra import stack
from infra.emulator.mail import allow_senders
from infra.emulator.process import CLIENT_ENVIRONMENT, REGION, Emulator

NAME = "compact-audit"
ARTEFACTS = "artefacts"
API_STAGE = "api"


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed stack. `base_url` is where its pages are."""

    emulator: Emulator
    base_url: str
    stores: stack.Stores

    def client(self, service: str) -> Any:
        return client(self.emulator, service)


def client(emulator: Emulator, service: str) -> Any:
    """An AWS client that talks to the emulator, whatever this machine is set up for."""
    return boto3.client(
        service,
        endpoint_url=emulator.url,
        region_name=REGION,
        aws_access_key_id=CLIENT_ENVIRONMENT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CLIENT_ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
    )


def deploy(emulator: Emulator, template_file: Path, archive: Path, sender_email: str) -> Deployed:
    """Twice, as an API without a domain of its own needs: its address is known only after the first time.

    Mail may come from addresses at `sender_email`'s domain only. Raises StackFailed.
    """
    allow_senders(client(emulator, "sesv2"))
    template = {"TemplateURL": _upload(emulator, template_file, archive)}
    cloudformation = client(emulator, "cloudformation")
    parameters = {"MalwareScan": "false", "SenderEmail": sender_email}
    outputs = stack.deploy(cloudformation, NAME, template, {**parameters, "PublicUrl": ""})
    base_url = f"{emulator.url}/_aws/execute-api/{outputs['RestAPIId']}/{API_STAGE}"
    stack.deploy(cloudformation, NAME, template, {**parameters, "PublicUrl": base_url})
    return Deployed(emulator, base_url, stack.Stores(outputs["TableName"], outputs["BucketName"]))


def _upload(emulator: Emulator, template_file: Path, archive: Path) -> str:
    """As `aws cloudformation package` and `deploy` do it; the template's address."""
    s3 = client(emulator, "s3")
    s3.create_bucket(Bucket=ARTEFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.upload_file(str(archive), ARTEFACTS, archive.name)
    template = stack.read_template(template_file)
    del template["Resources"]["BucketPolicy"]  # it refuses plain HTTP, and the emulator speaks nothing else
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{ARTEFACTS}/{archive.name}"
        if resource["Type"] == "AWS::IAM::Role":
            _widen_for_mail(resource["Properties"]["Policies"])
    s3.put_object(Bucket=ARTEFACTS, Key="template.json", Body=json.dumps(template).encode())
    return f"{emulator.url}/{ARTEFACTS}/template.json"


def _widen_for_mail(policies: list[dict[str, Any]]) -> None:
    """The emulator asks whether ses:SendEmail is allowed on "*", whatever the sender; AWS asks about the
    sender's identity, which the policies name. Every other action is weighed against its real resource.
    """
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Action"] == ["ses:SendEmail"]:
                statement["Resource"] = "*"
