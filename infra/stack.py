"""The template as a stack in the local emulator: all of it when packaged, the table and bucket otherwise."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).parent / "template.yaml"
STORES = ("Table", "Bucket", "BucketPolicy")
FINISHED_WITHIN = 120  # seconds


class StackFailed(Exception):
    """CloudFormation gave up; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the real template calls the table and the bucket in this stack."""

    table: str
    bucket: str


def read_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """With the short tags written out, as {"Ref": ...} and {"Fn::Sub": ...}."""
    template: dict[str, Any] = yaml_parse(path.read_text(encoding="utf-8"))
    return template


def stores_only() -> dict[str, Any]:
    """The part of the template that keeps things, exactly as it is deployed."""
    template = read_template()
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": template["Parameters"],
        "Conditions": template["Conditions"],
        "Resources": {name: template["Resources"][name] for name in STORES},
        "Outputs": {name: template["Outputs"][name] for name in ("TableName", "BucketName")},
    }


def ensure_stores(cloudformation: Any, name: str, public_url: str) -> Stores:
    """Creates the table and the bucket, or adapts those of an earlier run to this address."""
    parameters = {"PublicUrl": public_url, "MalwareScan": "false"}
    before = find(cloudformation, name)
    if before is not None and _parameters(before).items() >= parameters.items():
        outputs = _outputs(before)
    else:
        outputs = deploy(cloudformation, name, {"TemplateBody": json.dumps(stores_only())}, parameters)
    return Stores(outputs["TableName"], outputs["BucketName"])


def deploy(
    cloudformation: Any, name: str, template: dict[str, str], parameters: dict[str, str]
) -> dict[str, str]:
    """Creates or updates a stack; gives back its outputs. Raises StackFailed.

    `template` says where it is: TemplateBody (at most 51,200 bytes) or TemplateURL.
    """
    given = {
        "StackName": name,
        **template,
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    if find(cloudformation, name) is None:
        cloudformation.create_stack(**given)
    else:
        cloudformation.update_stack(**given)
    return _outputs(_wait(cloudformation, name))


def find(cloudformation: Any, name: str) -> dict[str, Any] | None:
    """The stack's description, or None when there is none."""
    stacks: list[dict[str, Any]] = cloudformation.describe_stacks()["Stacks"]
    return next((stack for stack in stacks if stack["StackName"] == name), None)


def _wait(cloudformation: Any, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + FINISHED_WITHIN
    while time.monotonic() < deadline:
        stack = find(cloudformation, name)
        status = stack["StackStatus"] if stack else "MISSING"
        if stack and status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if "ROLLBACK" in status or "FAILED" in status:
            raise StackFailed(_reason(cloudformation, name) or status)
        time.sleep(0.1)
    raise StackFailed(f"not finished within {FINISHED_WITHIN} seconds")


def _reason(cloudformation: Any, name: str) -> str:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in events if "FAILED" in e["ResourceStatus"]]
    return "; ".join(f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}" for e in failed)


def _parameters(stack: dict[str, Any]) -> dict[str, str]:
    return {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}


def _outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}
