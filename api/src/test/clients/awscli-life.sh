#!/usr/bin/env bash
# The life of a CA by Debian's AWS CLI, unchanged but for the endpoint: all 23 operations, waiters and paging.
#
# Usage: awscli-life.sh ENDPOINT BUCKETS, with credentials and region in the environment. BUCKETS is the folder in which
# the server keeps its buckets.
set -euo pipefail
endpoint=$1
buckets=$2
export PATH="/usr/bin:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

pca() {
  echo "$1" >>called
  aws --endpoint-url "$endpoint" --output text acm-pca "$@"
}

refused() { # refused ERROR ARGUMENTS...: the call fails with that error
  local error=$1
  shift
  if pca "$@" >refusal 2>&1; then fail "expected $error of $*"; fi
  grep -q "($error)" refusal || fail "expected $error of $*, not: $(cat refusal)"
}

create() { # create TYPE NAME OPTIONS...
  local type=$1 name=$2 arn
  shift 2
  arn=$(pca create-certificate-authority --certificate-authority-type "$type" --certificate-authority-configuration \
    "KeyAlgorithm=EC_prime256v1,SigningAlgorithm=SHA256WITHECDSA,Subject={Country=DE,CommonName=$name}" "$@")
  aws --endpoint-url "$endpoint" acm-pca wait certificate-authority-csr-created --certificate-authority-arn "$arn"
  echo "$arn"
}

issue() { # issue CA CSR TEMPLATE DAYS NAME OPTIONS...: leaves NAME.pem and NAME-chain.pem
  local ca=$1 csr=$2 template=$3 days=$4 name=$5 arn
  shift 5
  arn=$(pca issue-certificate --certificate-authority-arn "$ca" --csr "fileb://$csr" --signing-algorithm SHA256WITHECDSA \
    --template-arn "arn:aws:acm-pca:::template/$template/V1" --validity "Value=$days,Type=DAYS" "$@")
  aws --endpoint-url "$endpoint" acm-pca wait certificate-issued --certificate-authority-arn "$ca" --certificate-arn "$arn"
  pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$arn" --query Certificate >"$name.pem"
  pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$arn" --query CertificateChain >"$name-chain.pem"
}

status() { pca describe-certificate-authority --certificate-authority-arn "$1" --query CertificateAuthority.Status; }

# A root with everything that Create takes.
root_options=(--idempotency-token life-cli --tags Key=owner,Value=awscli --revocation-configuration
  'CrlConfiguration={Enabled=true,ExpirationInDays=7,S3BucketName=life-cli-crl},OcspConfiguration={Enabled=true}')
root=$(create ROOT 'CLI Root' "${root_options[@]}")
[ "$(create ROOT 'CLI Root' "${root_options[@]}")" = "$root" ] || fail "the same idempotency token gives the same CA"
pca get-certificate-authority-csr --certificate-authority-arn "$root" >root.csr
issue "$root" root.csr RootCACertificate 3650 root
pca import-certificate-authority-certificate --certificate-authority-arn "$root" --certificate fileb://root.pem
[ "$(status "$root")" = ACTIVE ] || fail "the root is ACTIVE"

# A subordinate below it.
subordinate=$(create SUBORDINATE 'CLI Subordinate')
pca get-certificate-authority-csr --certificate-authority-arn "$subordinate" >subordinate.csr
issue "$root" subordinate.csr SubordinateCACertificate_PathLen0 1825 subordinate
pca import-certificate-authority-certificate --certificate-authority-arn "$subordinate" \
  --certificate fileb://subordinate.pem --certificate-chain fileb://subordinate-chain.pem
pca get-certificate-authority-certificate --certificate-authority-arn "$subordinate" --query CertificateChain >chain.pem
cmp -s chain.pem root.pem || fail "the chain is the root"
pca list-certificate-authorities --page-size 1 --query 'CertificateAuthorities[].Arn' | tr '\t' '\n' | sort >listed
[ -z "$(uniq -d listed)" ] || fail "the paginator lists a CA twice"
grep -qx "$root" listed && grep -qx "$subordinate" listed || fail "the paginator lists both"

# A leaf whose content comes with the call.
openssl req -new -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=asked 2>/dev/null
issue "$subordinate" leaf.csr BlankEndEntityCertificate_APIPassthrough 30 leaf --api-passthrough '{
  "Subject": {"CommonName": "given.example.com"},
  "Extensions": {
    "KeyUsage": {"DigitalSignature": true},
    "ExtendedKeyUsage": [{"ExtendedKeyUsageType": "SERVER_AUTH"}],
    "SubjectAlternativeNames": [{"DnsName": "given.example.com"}]}}'
openssl verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted leaf-chain.pem leaf.pem >verdict 2>&1 \
  || fail "openssl refuses the leaf: $(cat verdict)"
openssl x509 -in leaf.pem -noout -text | grep 'DNS:given.example.com' >/dev/null || fail "the leaf has the given name"

# Tags.
pca tag-certificate-authority --certificate-authority-arn "$root" --tags Key=k0,Value=0 Key=k1,Value=1 Key=k2,Value=2
[ "$(pca list-tags --certificate-authority-arn "$root" --page-size 2 --query 'Tags[].Key' | wc -w)" = 4 ] || fail "four tags"
pca untag-certificate-authority --certificate-authority-arn "$root" --tags Key=k0
refused InvalidTagException tag-certificate-authority --certificate-authority-arn "$root" --tags Key=aws:x,Value=y

# Permissions.
account=$(cut -d: -f5 <<<"$root")
grant=(--certificate-authority-arn "$subordinate" --principal acm.amazonaws.com --source-account "$account")
pca create-permission "${grant[@]}" --actions IssueCertificate GetCertificate ListPermissions
refused PermissionAlreadyExistsException create-permission "${grant[@]}" --actions GetCertificate
[ "$(pca list-permissions --certificate-authority-arn "$subordinate" --query 'Permissions[].Principal')" = acm.amazonaws.com ] \
  || fail "one permission"
pca delete-permission "${grant[@]}"

# A resource policy.
cat >policy.json <<TEXT
{"Version": "2012-10-17", "Statement": [
 {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Resource": "$subordinate", "Action": [
  "acm-pca:DescribeCertificateAuthority", "acm-pca:GetCertificate", "acm-pca:GetCertificateAuthorityCertificate",
  "acm-pca:ListPermissions", "acm-pca:ListTags"]},
 {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Resource": "$subordinate", "Action": ["acm-pca:IssueCertificate"],
  "Condition": {"StringEquals": {"acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1"}}}]}
TEXT
refused ResourceNotFoundException get-policy --resource-arn "$subordinate"
pca put-policy --resource-arn "$subordinate" --policy file://policy.json
pca get-policy --resource-arn "$subordinate" --query Policy | grep 111122223333 >/dev/null || fail "the policy comes back"
refused InvalidPolicyException put-policy --resource-arn "$subordinate" --policy '{}'
pca delete-policy --resource-arn "$subordinate"

# Revocation and the report of it.
serial=$(openssl x509 -in leaf.pem -noout -serial | cut -d= -f2)
revoke=(revoke-certificate --certificate-authority-arn "$subordinate" --certificate-serial "$serial")
pca "${revoke[@]}" --revocation-reason SUPERSEDED
refused RequestAlreadyProcessedException "${revoke[@]}" --revocation-reason SUPERSEDED
read -r report key < <(pca create-certificate-authority-audit-report --certificate-authority-arn "$subordinate" \
  --s3-bucket-name life-cli-reports --audit-report-response-format JSON --query '[AuditReportId,S3Key]')
aws --endpoint-url "$endpoint" acm-pca wait audit-report-created --certificate-authority-arn "$subordinate" \
  --audit-report-id "$report"
[ "$(pca describe-certificate-authority-audit-report --certificate-authority-arn "$subordinate" --audit-report-id "$report" \
  --query AuditReportStatus)" = SUCCESS ] || fail "the report is there"
grep -q SUPERSEDED "$buckets/life-cli-reports/$key" || fail "the report names the revocation"

# Off, on, gone, back.
update() { pca update-certificate-authority --certificate-authority-arn "$subordinate" --status "$1"; }
update DISABLED
refused InvalidStateException issue-certificate --certificate-authority-arn "$subordinate" --csr fileb://leaf.csr \
  --signing-algorithm SHA256WITHECDSA --validity Value=1,Type=DAYS
grep -q 'not in a valid state for issuing certificates' refusal || fail "the words that Terraform matches"
update ACTIVE
refused InvalidStateException delete-certificate-authority --certificate-authority-arn "$subordinate"
update DISABLED
pca delete-certificate-authority --certificate-authority-arn "$subordinate" --permanent-deletion-time-in-days 7
[ "$(status "$subordinate")" = DELETED ] || fail "the CA is deleted"
pca restore-certificate-authority --certificate-authority-arn "$subordinate"
[ "$(status "$subordinate")" = DISABLED ] || fail "a restored CA is as it was"

operations=$(sort -u called | wc -l)
[ "$operations" = 23 ] || fail "23 operations, not $operations: $(sort -u called | tr '\n' ' ')"
echo "awscli: $operations operations OK"
