"""Signatures are AWS's: the published examples, and the SDK's own signer for what nobody published."""

from __future__ import annotations

import datetime as dt
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.providers.s3 import signature
from launcher.providers.s3.signature import Keys, Scope

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# ── the examples of the S3 API Reference ─────────────────────────────────────────────────────────

S3_KEYS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
S3_HOST = {"host": "examplebucket.s3.amazonaws.com"}
S3_TIME = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
S3_EXAMPLES = [
    ("GET", "/test.txt", [], {"range": "bytes=0-9"}, b"",
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    ("PUT", "/test$file.text", [],
     {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
     b"Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ("GET", "/", [("lifecycle", "")], {}, b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ("GET", "/", [("prefix", "J"), ("max-keys", "2")], {}, b"",
     "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "query", "headers", "body", "wanted"), S3_EXAMPLES)
def test_the_examples_of_the_reference(
    method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes, wanted: str
) -> None:
    path, asked = signature.path(path), signature.query(query)
    full = signature.signed(method, path, asked, {**S3_HOST, **headers}, body, S3_KEYS, Scope("us-east-1"), S3_TIME)
    credential = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
    assert full["authorization"].startswith(f"AWS4-HMAC-SHA256 {credential}SignedHeaders=")
    assert full["authorization"].endswith(f", Signature={wanted}")
    assert full["x-amz-date"] == "20130524T000000Z"


# ── cases of the signature's test suite ──────────────────────────────────────────────────────────

SUITE_KEYS = Keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SUITE_HEADERS = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
SUITE = [
    ("get-vanilla", "GET", "/", [], {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    ("get-vanilla-query-order-key-case", "GET", "/", [("Param2", "value2"), ("Param1", "value1")], {},
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ("get-vanilla-empty-query-key", "GET", "/", [("Param1", "value1")], {},
     "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
    ("get-utf8", "GET", "/ሴ", [], {}, "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    ("get-unreserved", "GET", f"/-._~{string.digits}{string.ascii_uppercase}{string.ascii_lowercase}", [], {},
     "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
    ("get-header-value-trim", "GET", "/", [], {"my-header1": " value1", "my-header2": ' "a   b   c"'},
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    ("post-vanilla", "POST", "/", [], {}, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ("post-header-key-sort", "POST", "/", [], {"my-header1": "value1"},
     "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
]  # fmt: skip


@pytest.mark.parametrize(("_", "method", "path", "query", "headers", "wanted"), SUITE, ids=[one[0] for one in SUITE])
def test_the_suite(
    _: str, method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], wanted: str
) -> None:
    path, asked, scope = signature.path(path), signature.query(query), Scope("us-east-1", "service")
    made = signature.authorization(method, path, asked, {**SUITE_HEADERS, **headers}, EMPTY, SUITE_KEYS, scope)
    assert made.endswith(f", Signature={wanted}")


# ── any other ────────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)
WORDS = st.text(string.ascii_letters + string.digits + " ;=/,*\"'()-", min_size=1, max_size=30)


@given(TEXT, st.dictionaries(TEXT.filter(bool), TEXT, max_size=4), st.dictionaries(st.sampled_from(["content-type",
       "cache-control", "if-match", "x-amz-copy-source"]), WORDS), st.binary(max_size=50), st.booleans())  # fmt: skip
def test_the_sdk_signs_the_same(
    key: str, query: dict[str, str], headers: dict[str, str], body: bytes, session: bool
) -> None:
    path, asked = signature.path(f"/bucket/{key}"), signature.query(query.items())
    keys = Keys("AKIDEXAMPLE", "secret", "a+token/==" if session else "")
    sent = {"host": "127.0.0.1:9102", **headers}
    ours = signature.signed("PUT", path, asked, sent, body, keys, Scope("ca-central-1"), S3_TIME)
    theirs = sdk(f"http://127.0.0.1:9102{path}{'?' + asked if asked else ''}", sent, body, keys)
    assert ours["authorization"] == theirs["authorization"]
    assert {name: ours[name] for name in theirs} == theirs


def sdk(url: str, headers: dict[str, str], body: bytes, keys: Keys) -> dict[str, str]:
    from botocore import auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request: Any = AWSRequest("PUT", url, dict(headers), body)
    request.context["payload_signing_enabled"] = True
    signer = auth.S3SigV4Auth(Credentials(keys.id, keys.secret, keys.token or None), "s3", "ca-central-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "get_current_datetime", lambda remove_tzinfo=True: S3_TIME.replace(tzinfo=None))
        signer.add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


def test_no_secret_is_in_a_repr() -> None:
    told = repr(Keys("AKIDEXAMPLE", "the-secret", "the-token"))
    assert "AKIDEXAMPLE" in told
    assert "the-secret" not in told
    assert "the-token" not in told
