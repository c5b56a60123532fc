// The life of a CA by the AWS SDK for JavaScript, unchanged but for the endpoint: all 23 operations, waiters, paginators,
// typed exceptions.
//
// Usage: node life.mjs ENDPOINT BUCKETS, with credentials and region in the environment. BUCKETS is the folder in which
// the server keeps its buckets.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-acm-pca";

const [endpoint, buckets] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "life-js-"));
const client = new sdk.ACMPCAClient({ endpoint, maxAttempts: 8 });
const waiting = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
const called = new Set();

function check(holds, what) {
  if (!holds) {
    console.error(`FAILED: ${what}`);
    process.exit(1);
  }
}

function call(Command, input) {
  called.add(Command.name);
  return client.send(new Command(input));
}

/** The call must fail with this modelled exception, an instance of its class. */
async function refused(Exception, Command, input) {
  try {
    await call(Command, input);
  } catch (e) {
    check(e instanceof Exception, `expected ${Exception.name}, not ${e}`);
    check(e.$metadata.httpStatusCode === 400 && e.$metadata.requestId, `${e.name} has status 400 and a request id`);
    return e;
  }
  check(false, `expected ${Exception.name} of ${Command.name}`);
}

function openssl(...args) {
  return execFileSync("openssl", args, { cwd: work, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

async function create(type, name, more = {}) {
  const { CertificateAuthorityArn } = await call(sdk.CreateCertificateAuthorityCommand, {
    CertificateAuthorityType: type,
    CertificateAuthorityConfiguration: {
      KeyAlgorithm: "EC_prime256v1",
      SigningAlgorithm: "SHA256WITHECDSA",
      Subject: { Country: "DE", Organization: "Sealwright Tests", CommonName: name },
    },
    ...more,
  });
  await sdk.waitUntilCertificateAuthorityCSRCreated(waiting, { CertificateAuthorityArn });
  return CertificateAuthorityArn;
}

async function issue(CertificateAuthorityArn, csr, template, days, more = {}) {
  const { CertificateArn } = await call(sdk.IssueCertificateCommand, {
    CertificateAuthorityArn,
    Csr: Buffer.from(csr),
    SigningAlgorithm: "SHA256WITHECDSA",
    TemplateArn: `arn:aws:acm-pca:::template/${template}/V1`,
    Validity: { Type: "DAYS", Value: days },
    ...more,
  });
  await sdk.waitUntilCertificateIssued(waiting, { CertificateAuthorityArn, CertificateArn });
  return call(sdk.GetCertificateCommand, { CertificateAuthorityArn, CertificateArn });
}

async function described(CertificateAuthorityArn) {
  return (await call(sdk.DescribeCertificateAuthorityCommand, { CertificateAuthorityArn })).CertificateAuthority;
}

const csrOf = async (CertificateAuthorityArn) =>
  (await call(sdk.GetCertificateAuthorityCsrCommand, { CertificateAuthorityArn })).Csr;

// A root with everything that Create takes.
const extras = {
  IdempotencyToken: "life-js",
  Tags: [{ Key: "owner", Value: "javascript" }],
  RevocationConfiguration: {
    CrlConfiguration: { Enabled: true, ExpirationInDays: 7, S3BucketName: "life-js-crl" },
    OcspConfiguration: { Enabled: true },
  },
};
const root = await create("ROOT", "JavaScript Root", extras);
check((await create("ROOT", "JavaScript Root", extras)) === root, "the same idempotency token gives the same CA");
const ownRoot = await issue(root, await csrOf(root), "RootCACertificate", 3650);
check(ownRoot.CertificateChain === undefined, "a root has no chain");
await call(sdk.ImportCertificateAuthorityCertificateCommand, {
  CertificateAuthorityArn: root,
  Certificate: Buffer.from(ownRoot.Certificate),
});
writeFileSync(join(work, "root.pem"), ownRoot.Certificate);
const shown = await described(root);
check(shown.Status === "ACTIVE", "the root is ACTIVE");
check(shown.CreatedAt instanceof Date && Math.abs(Date.now() - shown.CreatedAt) < 600_000, "CreatedAt is now");

// A subordinate below it.
const subordinate = await create("SUBORDINATE", "JavaScript Subordinate");
const own = await issue(root, await csrOf(subordinate), "SubordinateCACertificate_PathLen0", 1825);
await call(sdk.ImportCertificateAuthorityCertificateCommand, {
  CertificateAuthorityArn: subordinate,
  Certificate: Buffer.from(own.Certificate),
  CertificateChain: Buffer.from(own.CertificateChain),
});
const installed = await call(sdk.GetCertificateAuthorityCertificateCommand, { CertificateAuthorityArn: subordinate });
check(installed.CertificateChain.trim() === ownRoot.Certificate.trim(), "the chain is the root");

const listed = [];
called.add("ListCertificateAuthoritiesCommand");
for await (const page of sdk.paginateListCertificateAuthorities({ client, pageSize: 1 }, {})) {
  listed.push(...page.CertificateAuthorities.map((ca) => ca.Arn));
}
check(listed.includes(root) && listed.includes(subordinate), "the paginator lists both");
check(listed.length === new Set(listed).size, "and each once");

// A leaf whose content comes with the call.
openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=asked");
const csr = readFileSync(join(work, "leaf.csr"));
const leaf = await issue(subordinate, csr, "BlankEndEntityCertificate_APIPassthrough", 30, {
  ApiPassthrough: {
    Subject: { CommonName: "given.example.com" },
    Extensions: {
      KeyUsage: { DigitalSignature: true },
      ExtendedKeyUsage: [{ ExtendedKeyUsageType: "CLIENT_AUTH" }],
      SubjectAlternativeNames: [{ DnsName: "given.example.com" }, { IpAddress: "2001:db8::7" }],
    },
  },
});
writeFileSync(join(work, "leaf.pem"), leaf.Certificate);
writeFileSync(join(work, "chain.pem"), leaf.CertificateChain);
openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "root.pem", "-untrusted", "chain.pem", "leaf.pem");
const text = openssl("x509", "-in", "leaf.pem", "-noout", "-text");
for (const part of ["CN = given.example.com", "DNS:given.example.com", "IP Address:2001:DB8:0:0:0:0:0:7"]) {
  check(text.includes(part), `the leaf has ${part}`);
}

// Tags.
const Tags = [0, 1, 2, 3, 4].map((i) => ({ Key: `k${i}`, Value: `${i}` }));
await call(sdk.TagCertificateAuthorityCommand, { CertificateAuthorityArn: root, Tags });
const keys = [];
called.add("ListTagsCommand");
for await (const page of sdk.paginateListTags({ client, pageSize: 2 }, { CertificateAuthorityArn: root })) {
  keys.push(...page.Tags.map((tag) => tag.Key));
}
check(keys.sort().join() === "k0,k1,k2,k3,k4,owner", `six tags, not ${keys}`);
await call(sdk.UntagCertificateAuthorityCommand, { CertificateAuthorityArn: root, Tags: [{ Key: "k0" }] });
await refused(sdk.InvalidTagException, sdk.TagCertificateAuthorityCommand, {
  CertificateAuthorityArn: root,
  Tags: [{ Key: "aws:x", Value: "y" }],
});

// Permissions.
const grant = {
  CertificateAuthorityArn: subordinate,
  Principal: "acm.amazonaws.com",
  SourceAccount: root.split(":")[4],
};
const Actions = ["IssueCertificate", "GetCertificate", "ListPermissions"];
await call(sdk.CreatePermissionCommand, { ...grant, Actions });
await refused(sdk.PermissionAlreadyExistsException, sdk.CreatePermissionCommand, { ...grant, Actions });
const permissions = [];
called.add("ListPermissionsCommand");
for await (const page of sdk.paginateListPermissions({ client }, { CertificateAuthorityArn: subordinate })) {
  permissions.push(...page.Permissions);
}
check(permissions.length === 1 && permissions[0].Actions.length === 3, "one permission with three actions");
await call(sdk.DeletePermissionCommand, grant);

// A resource policy.
const readers = ["DescribeCertificateAuthority", "GetCertificate", "GetCertificateAuthorityCertificate"];
const policy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "111122223333" },
      Action: [...readers, "ListPermissions", "ListTags"].map((action) => `acm-pca:${action}`),
      Resource: subordinate,
    },
    {
      Effect: "Allow",
      Principal: { AWS: "111122223333" },
      Action: ["acm-pca:IssueCertificate"],
      Resource: subordinate,
      Condition: { StringEquals: { "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1" } },
    },
  ],
};
await refused(sdk.ResourceNotFoundException, sdk.GetPolicyCommand, { ResourceArn: subordinate });
await call(sdk.PutPolicyCommand, { ResourceArn: subordinate, Policy: JSON.stringify(policy) });
const kept = (await call(sdk.GetPolicyCommand, { ResourceArn: subordinate })).Policy;
check(JSON.stringify(JSON.parse(kept)) === JSON.stringify(policy), "the policy comes back");
await refused(sdk.InvalidPolicyException, sdk.PutPolicyCommand, { ResourceArn: subordinate, Policy: "{}" });
await call(sdk.DeletePolicyCommand, { ResourceArn: subordinate });

// Revocation and the report of it.
const revocation = {
  CertificateAuthorityArn: subordinate,
  CertificateSerial: openssl("x509", "-in", "leaf.pem", "-noout", "-serial").trim().split("=")[1],
  RevocationReason: "KEY_COMPROMISE",
};
await call(sdk.RevokeCertificateCommand, revocation);
await refused(sdk.RequestAlreadyProcessedException, sdk.RevokeCertificateCommand, revocation);
const report = await call(sdk.CreateCertificateAuthorityAuditReportCommand, {
  CertificateAuthorityArn: subordinate,
  S3BucketName: "life-js-reports",
  AuditReportResponseFormat: "CSV",
});
const reported = { CertificateAuthorityArn: subordinate, AuditReportId: report.AuditReportId };
await sdk.waitUntilAuditReportCreated(waiting, reported);
const done = await call(sdk.DescribeCertificateAuthorityAuditReportCommand, reported);
check(done.AuditReportStatus === "SUCCESS" && done.S3Key === report.S3Key, "the report is there");
const lines = readFileSync(join(buckets, "life-js-reports", report.S3Key), "utf8").trim().split("\n");
check(lines.length === 2 && lines[1].includes("KEY_COMPROMISE"), `the report names the revocation: ${lines}`);

// Off, on, gone, back.
const update = (Status) => call(sdk.UpdateCertificateAuthorityCommand, { CertificateAuthorityArn: subordinate, Status });
await update("DISABLED");
const off = await refused(sdk.InvalidStateException, sdk.IssueCertificateCommand, {
  CertificateAuthorityArn: subordinate,
  Csr: csr,
  SigningAlgorithm: "SHA256WITHECDSA",
  Validity: { Type: "DAYS", Value: 1 },
});
check(off.message.includes("not in a valid state for issuing certificates"), "the words that Terraform matches");
await update("ACTIVE");
await refused(sdk.InvalidStateException, sdk.DeleteCertificateAuthorityCommand, { CertificateAuthorityArn: subordinate });
await update("DISABLED");
await call(sdk.DeleteCertificateAuthorityCommand, {
  CertificateAuthorityArn: subordinate,
  PermanentDeletionTimeInDays: 7,
});
check((await described(subordinate)).RestorableUntil > new Date(), "a deleted CA says until when it can be restored");
await call(sdk.RestoreCertificateAuthorityCommand, { CertificateAuthorityArn: subordinate });
check((await described(subordinate)).Status === "DISABLED", "a restored CA is as it was");
await refused(sdk.InvalidArnException, sdk.DescribeCertificateAuthorityCommand, {
  CertificateAuthorityArn: "arn:aws:acm-pca:::x",
});

check(called.size === 23, `23 operations, not ${called.size}: ${[...called]}`);
console.log(`AWS SDK for JavaScript ${client.config.serviceId}: ${called.size} operations OK`);
