"""The storage contract: the same tests on the in-memory table, on moto and on the local emulator."""

import itertools
import os

import boto3
import pytest
from moto import mock_aws

from chalicelib.storage.dynamodb import DynamoTable
from chalicelib.storage.memory import MemoryTable
from infra.emulator import process
from infra.stack import ensure_stores, read_template
from tests.support.fakes import FakeParts

KINDS = ("memory", "moto", "emulator")
NAME = "contract"
# Properties of the template's table that create_table takes as they are.
SHAPE = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


@pytest.fixture(scope="session", autouse=True)
def _no_account_of_ours():
    """Whatever this machine is set up for, no test can reach a real account."""
    kept = dict(os.environ)
    os.environ.update(process.CLIENT_ENVIRONMENT)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture(scope="session")
def emulator_stores():
    """The local emulator's address, and the table and bucket of the real template in it."""
    emulator = process.start()
    try:
        cloudformation = boto3.client("cloudformation", endpoint_url=emulator.url)
        yield emulator.url, ensure_stores(cloudformation, NAME, "https://audit.example.org/api")
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def emulator_table(emulator_stores):
    """The emulator's table and a client for it."""
    url, stores = emulator_stores
    return boto3.client("dynamodb", endpoint_url=url), stores.table


@pytest.fixture(scope="session")
def moto_client():
    """moto, which leaves clients of the emulator alone."""
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture
def moto_table(moto_client, pk):
    """A table of the same shape for each test: moto copies a table for every transaction."""
    properties = read_template()["Resources"]["Table"]["Properties"]
    name = f"{NAME}.{pk.replace('#', '.')}"
    moto_client.create_table(TableName=name, **{part: properties[part] for part in SHAPE})
    yield moto_client, name
    moto_client.delete_table(TableName=name)


@pytest.fixture(params=KINDS)
def table(request):
    if request.param == "memory":
        return MemoryTable()
    client, name = request.getfixturevalue(f"{request.param}_table")
    return DynamoTable(client, name)


@pytest.fixture
def parts(table):
    """The stores over each kind of table."""
    return FakeParts(table)


_numbers = itertools.count()


@pytest.fixture
def pk():
    """A partition that no other test has used: the emulator's table is shared."""
    return f"TEST#{next(_numbers)}"
