"""The life of a CA by boto3, unchanged but for the endpoint: all 23 operations, waiters, paginators, typed exceptions.

Usage: life.py ENDPOINT BUCKETS, with credentials and region in the environment. BUCKETS is the folder in which the server
keeps its buckets.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import boto3
from botocore.config import Config

endpoint, buckets = sys.argv[1], pathlib.Path(sys.argv[2])
work = pathlib.Path(tempfile.mkdtemp(prefix="life-py-"))
pca = boto3.client("acm-pca", endpoint_url=endpoint, config=Config(retries={"mode": "standard", "max_attempts": 8}))
called = set()
pca.meta.events.register("before-call.acm-pca.*", lambda model, **_: called.add(model.name))
EVERY_THREE_SECONDS_IS_TOO_SLOW = {"Delay": 1, "MaxAttempts": 60}


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def refused(name, call, **request):
    """The call must fail with this modelled exception, caught by its class."""
    try:
        call(**request)
    except getattr(pca.exceptions, name) as e:
        check(e.response["ResponseMetadata"]["HTTPStatusCode"] == 400, f"{name} has status 400")
        check(e.response["ResponseMetadata"].get("RequestId"), f"{name} has a request id")
        return e
    sys.exit(f"FAILED: expected {name} of {call.__name__}")


def openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], cwd=work, capture_output=True, text=True)
    check(done.returncode == 0, f"openssl {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def create(kind, name, **more):
    arn = pca.create_certificate_authority(
        CertificateAuthorityType=kind,
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "EC_prime256v1",
            "SigningAlgorithm": "SHA256WITHECDSA",
            "Subject": {"Country": "DE", "Organization": "Sealwright Tests", "CommonName": name},
        },
        **more,
    )["CertificateAuthorityArn"]
    pca.get_waiter("certificate_authority_csr_created").wait(
        CertificateAuthorityArn=arn, WaiterConfig=EVERY_THREE_SECONDS_IS_TOO_SLOW
    )
    return arn


def issue(ca, csr, template, days, **more):
    arn = pca.issue_certificate(
        CertificateAuthorityArn=ca,
        Csr=csr,
        SigningAlgorithm="SHA256WITHECDSA",
        TemplateArn=f"arn:aws:acm-pca:::template/{template}/V1",
        Validity={"Type": "DAYS", "Value": days},
        **more,
    )["CertificateArn"]
    pca.get_waiter("certificate_issued").wait(CertificateAuthorityArn=ca, CertificateArn=arn)
    return arn, pca.get_certificate(CertificateAuthorityArn=ca, CertificateArn=arn)


def status(ca):
    return pca.describe_certificate_authority(CertificateAuthorityArn=ca)["CertificateAuthority"]


# A root with everything that Create takes.
root_request = {
    "IdempotencyToken": "life-py",
    "Tags": [{"Key": "owner", "Value": "boto3"}],
    "RevocationConfiguration": {
        "CrlConfiguration": {"Enabled": True, "ExpirationInDays": 7, "S3BucketName": "life-py-crl"},
        "OcspConfiguration": {"Enabled": True},
    },
}
root = create("ROOT", "Python Root", **root_request)
check(create("ROOT", "Python Root", **root_request) == root, "the same idempotency token gives the same CA")
csr = pca.get_certificate_authority_csr(CertificateAuthorityArn=root)["Csr"]
_, own = issue(root, csr, "RootCACertificate", 3650)
check("CertificateChain" not in own, "a root has no chain")
pca.import_certificate_authority_certificate(CertificateAuthorityArn=root, Certificate=own["Certificate"])
(work / "root.pem").write_text(own["Certificate"])
described = status(root)
check(described["Status"] == "ACTIVE", "the root is ACTIVE")
check(described["RevocationConfiguration"]["CrlConfiguration"]["S3BucketName"] == "life-py-crl", "the CRL bucket is kept")

# A subordinate below it.
subordinate = create("SUBORDINATE", "Python Subordinate")
csr = pca.get_certificate_authority_csr(CertificateAuthorityArn=subordinate)["Csr"]
_, own = issue(root, csr, "SubordinateCACertificate_PathLen0", 1825)
pca.import_certificate_authority_certificate(
    CertificateAuthorityArn=subordinate, Certificate=own["Certificate"], CertificateChain=own["CertificateChain"]
)
installed = pca.get_certificate_authority_certificate(CertificateAuthorityArn=subordinate)
check(installed["CertificateChain"].strip() == (work / "root.pem").read_text().strip(), "the chain is the root")

listed = [
    ca["Arn"]
    for page in pca.get_paginator("list_certificate_authorities").paginate(PaginationConfig={"PageSize": 1})
    for ca in page["CertificateAuthorities"]
]
check(root in listed and subordinate in listed and len(listed) == len(set(listed)), "the paginator lists both once")

# A leaf whose content comes with the call.
openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=asked")
leaf, issued = issue(
    subordinate,
    (work / "leaf.csr").read_bytes(),
    "BlankEndEntityCertificate_APIPassthrough",
    30,
    ApiPassthrough={
        "Subject": {"CommonName": "given.example.com"},
        "Extensions": {
            "KeyUsage": {"DigitalSignature": True},
            "ExtendedKeyUsage": [{"ExtendedKeyUsageType": "CLIENT_AUTH"}],
            "SubjectAlternativeNames": [{"DnsName": "given.example.com"}, {"IpAddress": "192.0.2.7"}],
        },
    },
)
(work / "leaf.pem").write_text(issued["Certificate"])
(work / "chain.pem").write_text(issued["CertificateChain"])
openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "root.pem", "-untrusted", "chain.pem", "leaf.pem")
text = openssl("x509", "-in", "leaf.pem", "-noout", "-text")
for part in ("CN = given.example.com", "DNS:given.example.com", "IP Address:192.0.2.7", "TLS Web Client Authentication"):
    check(part in text, f"the leaf has {part}")

# Tags.
pca.tag_certificate_authority(
    CertificateAuthorityArn=root, Tags=[{"Key": f"k{i}", "Value": str(i)} for i in range(5)]
)
tags = [
    tag["Key"]
    for page in pca.get_paginator("list_tags").paginate(CertificateAuthorityArn=root, PaginationConfig={"PageSize": 2})
    for tag in page["Tags"]
]
check(sorted(tags) == ["k0", "k1", "k2", "k3", "k4", "owner"], f"six tags, not {tags}")
pca.untag_certificate_authority(CertificateAuthorityArn=root, Tags=[{"Key": "k0"}, {"Key": "k1", "Value": "other"}])
check(len(pca.list_tags(CertificateAuthorityArn=root)["Tags"]) == 5, "one tag is gone")
refused("InvalidTagException", pca.tag_certificate_authority, CertificateAuthorityArn=root, Tags=[{"Key": "aws:x"}])

# Permissions.
account = root.split(":")[4]
grant = {"CertificateAuthorityArn": subordinate, "Principal": "acm.amazonaws.com", "SourceAccount": account}
pca.create_permission(Actions=["IssueCertificate", "GetCertificate", "ListPermissions"], **grant)
refused("PermissionAlreadyExistsException", pca.create_permission, Actions=["GetCertificate"], **grant)
permissions = [
    permission
    for page in pca.get_paginator("list_permissions").paginate(CertificateAuthorityArn=subordinate)
    for permission in page["Permissions"]
]
check(len(permissions) == 1 and permissions[0]["SourceAccount"] == account, "one permission")
pca.delete_permission(**grant)
check(pca.list_permissions(CertificateAuthorityArn=subordinate)["Permissions"] == [], "no permission left")

# A resource policy.
policy = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "111122223333"},
            "Action": [
                f"acm-pca:{action}"
                for action in (
                    "DescribeCertificateAuthority",
                    "GetCertificate",
                    "GetCertificateAuthorityCertificate",
                    "ListPermissions",
                    "ListTags",
                )
            ],
            "Resource": subordinate,
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": "111122223333"},
            "Action": "acm-pca:IssueCertificate",
            "Resource": subordinate,
            "Condition": {
                "StringEquals": {"acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1"}
            },
        },
    ],
}
refused("ResourceNotFoundException", pca.get_policy, ResourceArn=subordinate)
pca.put_policy(ResourceArn=subordinate, Policy=json.dumps(policy))
check(json.loads(pca.get_policy(ResourceArn=subordinate)["Policy"]) == policy, "the policy comes back")
refused("InvalidPolicyException", pca.put_policy, ResourceArn=subordinate, Policy="{}")
pca.delete_policy(ResourceArn=subordinate)

# Revocation and the report of it.
serial = openssl("x509", "-in", "leaf.pem", "-noout", "-serial").strip().split("=")[1]
revoke = {"CertificateAuthorityArn": subordinate, "CertificateSerial": serial, "RevocationReason": "SUPERSEDED"}
pca.revoke_certificate(**revoke)
refused("RequestAlreadyProcessedException", pca.revoke_certificate, **revoke)
report = pca.create_certificate_authority_audit_report(
    CertificateAuthorityArn=subordinate, S3BucketName="life-py-reports", AuditReportResponseFormat="JSON"
)
pca.get_waiter("audit_report_created").wait(
    CertificateAuthorityArn=subordinate,
    AuditReportId=report["AuditReportId"],
    WaiterConfig=EVERY_THREE_SECONDS_IS_TOO_SLOW,
)
shown = pca.describe_certificate_authority_audit_report(
    CertificateAuthorityArn=subordinate, AuditReportId=report["AuditReportId"]
)
check(shown["AuditReportStatus"] == "SUCCESS" and shown["S3Key"] == report["S3Key"], "the report is there")
rows = json.loads((buckets / "life-py-reports" / report["S3Key"]).read_text())
check([row.get("revocationReason") for row in rows] == ["SUPERSEDED"], f"the report names the revocation: {rows}")

# Off, on, gone, back.
pca.update_certificate_authority(CertificateAuthorityArn=subordinate, Status="DISABLED")
e = refused(
    "InvalidStateException",
    pca.issue_certificate,
    CertificateAuthorityArn=subordinate,
    Csr=(work / "leaf.csr").read_bytes(),
    SigningAlgorithm="SHA256WITHECDSA",
    Validity={"Type": "DAYS", "Value": 1},
)
check("not in a valid state for issuing certificates" in str(e), "the words that Terraform matches")
pca.update_certificate_authority(CertificateAuthorityArn=subordinate, Status="ACTIVE")
refused("InvalidStateException", pca.delete_certificate_authority, CertificateAuthorityArn=subordinate)
pca.update_certificate_authority(CertificateAuthorityArn=subordinate, Status="DISABLED")
pca.delete_certificate_authority(CertificateAuthorityArn=subordinate, PermanentDeletionTimeInDays=7)
check("RestorableUntil" in status(subordinate), "a deleted CA says until when it can be restored")
pca.restore_certificate_authority(CertificateAuthorityArn=subordinate)
check(status(subordinate)["Status"] == "DISABLED", "a restored CA is as it was")
refused("InvalidArnException", pca.describe_certificate_authority, CertificateAuthorityArn="arn:aws:acm-pca:::x")
missing = root[:-12] + "000000000000"
refused("ResourceNotFoundException", pca.describe_certificate_authority, CertificateAuthorityArn=missing)

check(len(called) == 23, f"23 operations, not {len(called)}: {sorted(called)}")
print(f"boto3 {boto3.__version__}: {len(called)} operations OK")
