"""What CloudFormation is asked for: what must never be lost, open or unlimited."""

import json

FUNCTIONS = {
    "APIHandler",
    "Worker",
    "Render",
    "Sweep",
    "PlanReminders",
    "NightlyReports",
    "Retention",
    "MailEvents",
}
LEASE = 300  # seconds: a function that ran longer could lose its task to another


def resources(template, kind):
    return {name: r for name, r in template["Resources"].items() if r["Type"] == kind}


def test_these_are_the_functions_and_each_has_its_own_role_name_and_log(template):
    functions = resources(template, "AWS::Serverless::Function")
    assert set(functions) == FUNCTIONS
    roles = [f["Properties"]["Role"]["Fn::GetAtt"][0] for f in functions.values()]
    assert len(set(roles)) == len(functions)
    names = {json.dumps(f["Properties"]["FunctionName"]) for f in functions.values()}
    logs = resources(template, "AWS::Logs::LogGroup").values()
    assert {
        json.dumps(log["Properties"]["LogGroupName"]).replace("/aws/lambda/", "") for log in logs
    } == names
    assert all(log["Properties"]["RetentionInDays"] == 90 for log in logs)


def test_no_function_outlives_a_lease_and_render_has_a_whole_processor(template):
    functions = resources(template, "AWS::Serverless::Function")
    assert all(f["Properties"]["Timeout"] < LEASE for f in functions.values())
    assert functions["APIHandler"]["Properties"]["Timeout"] == 29
    assert functions["Render"]["Properties"]["MemorySize"] >= 1769


def test_the_gateway_compresses_what_is_worth_it(template):
    assert template["Resources"]["RestAPI"]["Properties"]["MinimumCompressionSize"] == 1000


def test_what_is_kept_survives_the_stack(template):
    for name in ("Table", "Bucket", "BucketPolicy"):
        assert template["Resources"][name]["DeletionPolicy"] == "Retain"
    table = template["Resources"]["Table"]["Properties"]
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    bucket = template["Resources"]["Bucket"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_api_is_regional_throttled_and_answers_in_html(template):
    api = template["Resources"]["RestAPI"]["Properties"]
    assert api["EndpointConfiguration"] in ("REGIONAL", {"Type": "REGIONAL"})
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] > 0
    pages = api["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
    assert pages["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == "404"
    for name in ("MISSING_AUTHENTICATION_TOKEN", "DEFAULT_4XX", "DEFAULT_5XX"):
        assert "<h1>" in pages[name]["responseTemplates"]["text/html"]
        assert "gatewayresponse.header.Content-Security-Policy" in pages[name]["responseParameters"]


def test_nothing_refers_to_what_is_not_there(template):
    known = {*template["Resources"], *template["Parameters"]}
    assert {ref for ref in _refs(template) if not ref.startswith("AWS::")} <= known


def _refs(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "Ref":
                yield inner
            elif name == "Fn::GetAtt":
                yield inner[0]
            else:
                yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)
