"""What CloudFront is told: who may read the bucket, and what browsers are told."""

from __future__ import annotations

import json

from launcher.providers import reader_headers
from launcher.providers.aws import cloudfront_config as config
from launcher.providers.caddy import routes as caddy_routes
from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.routes import Shown

ONE, TWO = (f"arn:aws:cloudfront::123456789012:distribution/E{n}" for n in (1, 2))
OTHER = {"Sid": "Backup", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:*"}


def test_the_policy_of_a_bucket_lets_distributions_in_and_keeps_what_others_wrote() -> None:
    there = {"Version": "2012-10-17", "Id": "theirs", "Statement": [OTHER]}
    one = config.read_by(there, "crisis", [ONE])
    both = config.read_by(one, "crisis", [*config.readers(one), TWO])
    assert config.readers(both) == {ONE, TWO}
    assert both["Id"] == "theirs"
    assert both["Statement"][0] == OTHER
    assert both["Statement"][1]["Resource"] == ["arn:aws:s3:::crisis/releases/*", "arn:aws:s3:::crisis/lost/*"]
    assert config.read_by(both, "crisis", []) == there


def test_a_policy_with_one_distribution_is_read_as_s3_may_give_it_back() -> None:
    """S3 writes a list of one as that one."""
    policy = config.read_by({}, "crisis", [ONE])
    policy["Statement"][0]["Condition"]["StringEquals"]["aws:SourceArn"] = ONE
    assert config.readers(policy) == {ONE}
    assert config.readers({}) == frozenset()


def test_pages_for_what_is_not_there_never_meet() -> None:
    """A wildcard and the name above it are two distributions; `_` begins no host."""
    assert {config.lost("*.example.org"), config.lost("example.org")} == {
        "lost/_.example.org.html",
        "lost/example.org.html",
    }


def test_both_edges_tell_browsers_the_same() -> None:
    how = Shown("https://s3.example.org", "crisis", Issuing(internal=False))
    caddy = json.dumps(caddy_routes.pointed({}, "crise-eau.ca", "r1", how))
    told = config.headers()
    security = told["SecurityHeadersConfig"]
    ours = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        **{one["Header"]: one["Value"] for one in told["CustomHeadersConfig"]["Items"]},
    }
    assert ours == reader_headers.SECURITY
    seconds = security["StrictTransportSecurity"]["AccessControlMaxAgeSec"]
    for name, value in {**ours, "Strict-Transport-Security": f"max-age={seconds}"}.items():
        assert json.dumps({name: [value]})[1:-1] in caddy
