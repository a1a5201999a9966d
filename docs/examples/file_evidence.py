#!/usr/bin/env python3
"""Files one item of evidence over plain HTTP and fetches its receipt. Needs Python 3.9 and the openssl command; no package.

    python3 docs/examples/file_evidence.py LN-0001

TRISEAL_URL, TRISEAL_ORGANISATION, TRISEAL_KEY and TRISEAL_CERT name the service, the organisation and the key and certificate of its
filing system. Without them it is the sample bank of a service that runs here.
"""

import base64
import hashlib
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

HOME = os.environ.get("TRISEAL_HOME", ".triseal")
IDENTITY = os.path.join(HOME, "pki", "identities", "bank-filing")
URL = os.environ.get("TRISEAL_URL", "http://127.0.0.1:8420")
ORGANISATION = os.environ.get("TRISEAL_ORGANISATION", "demo-bank")
KEY = os.environ.get("TRISEAL_KEY", os.path.join(IDENTITY, "key.pem"))
CERT = os.environ.get("TRISEAL_CERT", os.path.join(IDENTITY, "certificate.pem"))

ATTEMPTS = 6


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw_signature(der: bytes) -> bytes:
    """JWS wants r and s of 32 bytes each (RFC 7518 section 3.4); openssl writes them as a DER sequence of two integers."""
    r_end = 4 + der[3]
    r, s = der[4:r_end], der[r_end + 2 :]
    return b"".join(n.lstrip(b"\0").rjust(32, b"\0") for n in (r, s))


def client_assertion() -> str:
    """RFC 7523: signed by the key of the registered certificate, good once and for a minute."""
    with open(CERT, encoding="ascii") as file:
        certificate = ssl.PEM_cert_to_DER_cert(file.read())
    now = int(time.time())
    header = {"alg": "ES256", "typ": "JWT", "x5t#S256": base64url(hashlib.sha256(certificate).digest())}
    claims = {
        "iss": ORGANISATION,
        "sub": ORGANISATION,
        "aud": f"{URL}/v1/token",
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    der = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", KEY], input=signed.encode(), capture_output=True, check=True
    ).stdout
    return f"{signed}.{base64url(raw_signature(der))}"


def call(method: str, path: str, headers: dict, body: "bytes | None" = None) -> dict:
    """Repeats the very same request while the service is away or busy: under one Idempotency-Key that is safe."""
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(URL + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = error.read().decode()
            if error.code not in (429, 502, 503, 504) or attempt == ATTEMPTS:
                sys.exit(f"{method} {path}: {error.code} {problem}")
            pause = float(error.headers.get("Retry-After", attempt))
        except OSError as error:
            if attempt == ATTEMPTS:
                sys.exit(f"{method} {path}: no answer ({error})")
            pause = attempt
        time.sleep(min(pause, 10))
    raise AssertionError("unreachable")


def token() -> str:
    form = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": client_assertion(),
        }
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return call("POST", "/v1/token", headers, form.encode())["access_token"]


def main() -> None:
    loan = sys.argv[1] if len(sys.argv) > 1 else "LN-0001"
    authorization = {"Authorization": f"Bearer {token()}"}
    record = {
        "type": "DRAW",
        "loan": loan,
        "event": {"time": "2026-11-23T10:00:00+08:00", "source": "claimed"},
        "provenance": {"class": "bare-hash"},
        "actors": [],
        "fields": {
            "amount": {"amount": "10000.00", "currency": "CNY"},
            "requested_at": "2026-11-23T10:00:00+08:00",
        },
    }
    # The key belongs to the item: the same item sent again, today or next year, is not filed twice.
    headers = {**authorization, "Content-Type": "application/json", "Idempotency-Key": f"python/{loan}/1"}
    filed = call("POST", "/v1/evidence", headers, json.dumps({"record": record}).encode())
    receipt = call("GET", f"/v1/evidence/{filed['id']}/receipt", {**authorization, "Accept": "application/json"})
    print(json.dumps({"id": filed["id"], "index": filed["index"], "replayed": filed["replayed"], "receipt": receipt}))


if __name__ == "__main__":
    main()
