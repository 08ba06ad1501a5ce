"""The packaged artefact, and the same deployed into the local emulator with its policies enforced."""

import os
import zipfile

import pytest

from chalicelib.bootstrap import Wiring
from chalicelib.settings import Settings
from infra import deployed as deployment
from infra import package
from infra.emulator import process
from infra.local.folder import environment_of
from infra.stack import read_template
from tests.support.builders import partnership


@pytest.fixture(scope="session")
def template():
    """What CloudFormation is given."""
    package.package()
    return read_template(package.TEMPLATE)


@pytest.fixture(scope="session")
def archive(template):
    with zipfile.ZipFile(package.ARCHIVE) as opened:
        yield opened


@pytest.fixture(scope="session")
def deployed(template):
    """The stack, as CloudFormation made it in the emulator."""
    kept = dict(os.environ)
    os.environ.update(process.CLIENT_ENVIRONMENT)
    emulator = process.start(enforce_policies=True)
    try:
        sender = partnership().sender_email
        yield deployment.deploy(emulator, package.TEMPLATE, package.ARCHIVE, sender)
    finally:
        emulator.stop()
        os.environ.clear()
        os.environ.update(kept)


@pytest.fixture(scope="session")
def operator(deployed):
    """Parts with every right, as the operator's command line has them."""
    environment = environment_of(deployed.stores, deployed.emulator.url, deployed.base_url)
    functions = {"WORKER_FUNCTION": "compact-audit-worker", "RENDER_FUNCTION": "compact-audit-render"}
    return Wiring(Settings.from_environment({**environment, **functions}))
