"""Least privilege: no policy says "*", and a function may do what its code can ask of AWS, and no more.

Which actions those are is read from the code: calls of AWS clients in storage, mail and bootstrap, and from
there who can reach them. tests/packaging/test_deployed.py proves the same from the other side: the emulator
enforces these policies while a return travels from its invitation to the report.
"""

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICIES = ROOT / "infra" / "policies"
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"]["dev"]["lambda_functions"]

# Client method → the actions that AWS checks for it. A transaction is checked as its parts.
ACTIONS = {
    "get_item": {"dynamodb:GetItem"},
    "batch_get_item": {"dynamodb:BatchGetItem"},
    "put_item": {"dynamodb:PutItem"},
    "update_item": {"dynamodb:UpdateItem"},
    "query": {"dynamodb:Query"},
    "transact_write_items": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
    "put_object": {"s3:PutObject"},
    "get_object": {"s3:GetObject"},
    "head_object": {"s3:GetObject", "s3:ListBucket"},  # without ListBucket, what is missing is forbidden
    "delete_object": {"s3:DeleteObject"},
    "get_paginator": {"s3:ListBucketVersions"},  # of list_object_versions, the only one that we ask for
    "delete_objects": {"s3:DeleteObject", "s3:DeleteObjectVersion"},
    "get_object_tagging": {"s3:GetObjectTagging"},
    "generate_presigned_post": {"s3:PutObject"},  # signed links act with the signer's rights
    "generate_presigned_url": {"s3:GetObject"},
    "send_email": {"ses:SendEmail"},
    "invoke": {"lambda:InvokeFunction"},
}
# What every function may do with its own log.
OF_EVERY = {"logs:CreateLogStream", "logs:PutLogEvents"}
# Actions of the same calls: on a version of an object, and inside a transaction.
VARIANTS = {
    "s3:GetObjectVersion",
    "s3:GetObjectVersionTagging",
    "dynamodb:DeleteItem",
    "dynamodb:ConditionCheckItem",
}
PORTS = {"files": "chalicelib/storage/files.py", "sender": "chalicelib/emails/ses.py"}


def statements(name: str) -> list[dict]:
    return json.loads((POLICIES / f"{name}.json").read_text())["Statement"]


def allowed(name: str) -> set[str]:
    return {action for statement in statements(name) for action in statement["Action"]}


def texts(value: object) -> Iterator[str]:
    """Every string in a resource, whatever intrinsic function wraps it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)


NAMES = sorted(path.stem for path in POLICIES.glob("*.json"))


def test_each_function_has_a_policy_and_each_policy_a_function():
    used = sorted(Path(function["iam_policy_file"]).stem for function in CONFIG.values())
    assert used == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_no_policy_says_everything(name):
    for statement in statements(name):
        assert set(statement) == {"Effect", "Action", "Resource"}
        assert all("*" not in action for action in statement["Action"])
        for text in texts(statement["Resource"]):
            own_log = text.startswith("arn:${AWS::Partition}:logs:") and text.endswith(":*")
            below_a_prefix = (
                text.startswith("${Bucket.Arn}/") and text.endswith("/*") and text.count("*") == 1
            )
            assert "*" not in text or own_log or (below_a_prefix and len(text) > len("${Bucket.Arn}//*"))


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """(enclosing function, client method) for each AWS call in a module."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and _is_client(node.value) and node.attr != "exceptions":
                    yield function.name, node.attr


def _is_client(node: ast.expr) -> bool:
    held = isinstance(node, ast.Attribute) and node.attr == "_client"
    return held or (isinstance(node, ast.Name) and node.id == "client")


def every_call() -> set[str]:
    return {method for path in (ROOT / "chalicelib").rglob("*.py") for _, method in calls(path)}


def test_every_call_to_aws_is_known_here():
    found = every_call()
    assert len(found) > 10
    assert found <= set(ACTIONS)


def module_of(dotted: str) -> Path | None:
    path = ROOT / Path(*dotted.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.exists()), None)


class Module:
    """The top-level names of a module: what each is made of, and where it was imported from."""

    def __init__(self, path: Path) -> None:
        self.bodies: dict[str, ast.AST] = {}
        self.imported: dict[str, tuple[Path, str]] = {}
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.bodies[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    self.bodies[ast.unparse(target)] = node
        for anywhere in ast.walk(tree):
            if isinstance(anywhere, ast.ImportFrom) and (anywhere.module or "").startswith("chalicelib"):
                for alias in anywhere.names:
                    self._remember(str(anywhere.module), alias)

    def _remember(self, module: str, alias: ast.alias) -> None:
        name = alias.asname or alias.name
        if as_module := module_of(f"{module}.{alias.name}"):
            self.imported[name] = (as_module, "")
        elif source := module_of(module):
            self.imported[name] = (source, alias.name)


@cache
def read(path: Path) -> Module:
    return Module(path)


def reachable(starts: Iterable[tuple[Path, str]]) -> Iterator[ast.AST]:
    """The bodies of everything that these names lead to, function by function; not through bootstrap."""
    seen: set[tuple[Path, str]] = set()
    waiting = list(starts)
    while waiting:
        path, name = waiting.pop()
        if (path, name) in seen or path.name == "bootstrap.py":
            continue
        seen.add((path, name))
        module = read(path)
        if name in module.imported:
            waiting.append(module.imported[name])
        if name not in module.bodies:
            continue
        yield module.bodies[name]
        waiting += _named_in(module, path, module.bodies[name])


def _named_in(module: Module, path: Path, body: ast.AST) -> Iterator[tuple[Path, str]]:
    for node in ast.walk(body):
        if isinstance(node, ast.Name):
            yield path, node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            source = module.imported.get(node.value.id)
            if source and not source[1]:
                yield source[0], node.attr


def by_function(path: Path) -> dict[str, set[str]]:
    """The client methods behind each method of a class, its own helpers included."""
    found: dict[str, set[str]] = {}
    for function, method in calls(path):
        found.setdefault(function, set()).add(method)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            helpers = {a.attr for a in ast.walk(node) if isinstance(a, ast.Attribute)} & set(found)
            for helper in helpers - {node.name}:
                found.setdefault(node.name, set()).update(found[helper])
    return found


def asked_of_ports(bodies: Iterable[ast.AST]) -> set[str]:
    """The client methods behind every `parts.files.x`, `parts.sender.x` and `poke` in these bodies."""
    methods = {port: by_function(ROOT / file) for port, file in PORTS.items()}
    found: set[str] = set()
    for body in bodies:
        for node in ast.walk(body):
            if isinstance(node, ast.Attribute) and node.attr == "poke":
                found.add("invoke")
            if isinstance(node, ast.Attribute) and node.attr == "framework" and _is_parts(node.value):
                found.add("get_object")  # a partnership's own question set lies in the bucket
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                found |= methods.get(node.value.attr, {}).get(node.attr, set())
    return found


def _is_parts(node: ast.expr) -> bool:
    return isinstance(node.func if isinstance(node, ast.Call) else node, ast.Name) and (
        ast.unparse(node).removesuffix("()") == "parts"
    )


def pages() -> list[tuple[Path, str]]:
    """Every view of the web function."""
    handlers = ROOT / "chalicelib" / "handlers"
    files = [
        handlers / "public.py",
        *(handlers / "organisation").glob("*.py"),
        *(handlers / "staff").glob("*.py"),
    ]
    return [(file, name) for file in files for name in read(file).bodies]


SERVICES, JOBS = ROOT / "chalicelib" / "services", ROOT / "chalicelib" / "handlers" / "jobs.py"
WORKS_OFF = [
    (SERVICES / "queue.py", "work_off"),
    (SERVICES / "mailing.py", "MAILS"),
    (SERVICES / "cycles.py", "run_opening"),
    (SERVICES / "importing.py", "run_import"),
    (SERVICES / "export_jobs.py", "run_export"),
]
# Where each function begins. The queue is served by two functions: what each finds in it is named here.
STARTS = {
    "web": pages(),
    "worker": WORKS_OFF,
    "sweep": WORKS_OFF,
    "render": [
        (SERVICES / "queue.py", "work_off"),
        (SERVICES / "work.py", "make_copy"),
        (SERVICES / "work.py", "make_report"),
        (SERVICES / "paper_pdfs.py", "make_draft"),
        (SERVICES / "paper_pdfs.py", "make_questions"),
    ],
    "plan_reminders": [(JOBS, "plan_reminders")],
    "nightly_reports": [(JOBS, "nightly_reports")],
    "retention": [(JOBS, "retention")],
    "mail_events": [(JOBS, "mail_events")],
}


@pytest.mark.parametrize("name", STARTS)
def test_a_policy_allows_what_the_function_can_reach_and_no_more(name):
    methods = {"get_item", "batch_get_item", "query", "put_item", "update_item"}
    methods |= asked_of_ports(reachable(STARTS[name]))
    needed = {action for method in methods for action in ACTIONS[method]} | OF_EVERY
    assert needed <= allowed(name)
    assert allowed(name) - needed <= VARIANTS


@pytest.mark.parametrize("name", STARTS)
def test_whoever_meets_a_return_can_read_its_question_set(name):
    meets = any(
        isinstance(node, ast.Attribute) and node.attr == "framework" and _is_parts(node.value)
        for body in reachable(STARTS[name])
        for node in ast.walk(body)
    )
    may = [s for s in statements(name) if "s3:GetObject" in s["Action"]]
    assert ("${Bucket.Arn}/questions/*" in [t for s in may for t in texts(s["Resource"])]) is meets


def test_only_who_sends_mail_may():
    assert [name for name in NAMES if "ses:SendEmail" in allowed(name)] == ["sweep", "worker"]
