#!/usr/bin/env bash
# Debian's AWS CLI, unchanged but for the endpoint: for every kind of key a root CA, a subordinate CA signed by it, and
# certificates for keys made by openssl; waiters and the paginator included; openssl verifies every chain.
source "$(dirname "$0")/server.sh"

create() { # create TYPE KEY ALGORITHM NAME: prints the ARN once the CSR is there
  local arn
  arn=$(pca create-certificate-authority --certificate-authority-type "$1" --certificate-authority-configuration \
    "KeyAlgorithm=$2,SigningAlgorithm=$3,Subject={Country=DE,Organization=Sealwright Tests,CommonName=$4}" \
    --query CertificateAuthorityArn --output text)
  pca wait certificate-authority-csr-created --certificate-authority-arn "$arn"
  echo "$arn"
}

issue() { # issue CA CSR-FILE ALGORITHM TEMPLATE DAYS NAME: leaves NAME.pem and, but for roots, NAME-chain.pem
  local arn
  arn=$(pca issue-certificate --certificate-authority-arn "$1" --csr "fileb://$2" --signing-algorithm "$3" \
    --template-arn "arn:aws:acm-pca:::template/$4/V1" --validity "Value=$5,Type=DAYS" --query CertificateArn --output text)
  pca wait certificate-issued --certificate-authority-arn "$1" --certificate-arn "$arn"
  pca get-certificate --certificate-authority-arn "$1" --certificate-arn "$arn" --query Certificate --output text >"$6.pem"
  pca get-certificate --certificate-authority-arn "$1" --certificate-arn "$arn" --query CertificateChain --output text >"$6-chain.pem"
}

csr_of() { pca get-certificate-authority-csr --certificate-authority-arn "$1" --output text >"$2"; }

start cli
cd "$work"
openssl req -new -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.csr -subj '/CN=rsa.example.com' 2>/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ec.key -out ec.csr -subj '/CN=ec.example.com' 2>/dev/null

while read -r key algorithm; do
  root=$(create ROOT "$key" "$algorithm" "CLI Root $key")
  csr_of "$root" root.csr
  openssl req -in root.csr -noout -verify 2>/dev/null || fail "openssl refuses the CSR of the root with $key"
  issue "$root" root.csr "$algorithm" RootCACertificate 3650 root
  pca import-certificate-authority-certificate --certificate-authority-arn "$root" --certificate fileb://root.pem

  subordinate=$(create SUBORDINATE "$key" "$algorithm" "CLI Subordinate $key")
  csr_of "$subordinate" subordinate.csr
  issue "$root" subordinate.csr "$algorithm" SubordinateCACertificate_PathLen0 1825 subordinate
  pca import-certificate-authority-certificate --certificate-authority-arn "$subordinate" \
    --certificate fileb://subordinate.pem --certificate-chain fileb://subordinate-chain.pem
  [ "$(pca describe-certificate-authority --certificate-authority-arn "$subordinate" \
    --query CertificateAuthority.Status --output text)" = ACTIVE ] || fail "the subordinate with $key is not ACTIVE"
  pca get-certificate-authority-certificate --certificate-authority-arn "$subordinate" --query CertificateChain --output text >chain-of-ca.pem
  cmp -s chain-of-ca.pem root.pem || fail "the chain of the subordinate with $key is not its root"

  for leaf in rsa ec; do
    issue "$subordinate" "$leaf.csr" "$algorithm" EndEntityCertificate 90 "$leaf"
    openssl verify -x509_strict -CAfile root.pem -untrusted "$leaf-chain.pem" "$leaf.pem" >verdict 2>&1 \
      || fail "openssl refuses $leaf under $key: $(cat verdict)"
  done
  echo "awscli: $key OK"
done <<KINDS
EC_prime256v1 SHA256WITHECDSA
EC_secp384r1 SHA384WITHECDSA
EC_secp521r1 SHA512WITHECDSA
RSA_2048 SHA256WITHRSA
RSA_3072 SHA384WITHRSA
RSA_4096 SHA512WITHRSA
KINDS

listed=$(pca list-certificate-authorities --page-size 5 --query 'CertificateAuthorities[].Arn' --output text | wc -w)
[ "$listed" = 12 ] || fail "the paginator shows $listed CAs, not 12"
kill -TERM "$server"
wait "$server" || true
server=
echo "awscli: OK"
