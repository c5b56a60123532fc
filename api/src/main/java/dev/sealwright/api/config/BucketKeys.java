package dev.sealwright.api.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The keys of buckets: where lists and reports are put. */
final class BucketKeys {
  /** What buckets are. */
  enum Kind {
    FOLDER,
    S3
  }

  /** What is asked of S3 when an object is put. */
  enum Encryption {
    NONE,
    SSE_S3,
    SSE_KMS
  }

  static final Key<Kind> KIND =
      Key.of(
          "buckets.kind",
          Form.oneOf(kind -> kind.name().toLowerCase(Locale.ROOT), List.of(Kind.values())),
          "folder",
          "",
          "folder: every bucket is a folder, made when it is named, and its lists are served by the"
              + " publication listener. s3: buckets of S3 or a store that speaks its protocol, which"
              + " serves them itself; see [publication.md](publication.md).");
  static final Key<Path> FOLDER =
      Key.of(
          "buckets.folder",
          Form.path(),
          "`buckets` in the home",
          "",
          "Where the folders are, for the kind folder.");
  static final Key<URI> ENDPOINT =
      Key.of(
          "buckets.s3.endpoint",
          Form.origin(),
          "that of AWS in the region",
          "",
          "Another store than AWS. By http:// everyone on the way can read private reports.");
  static final Key<String> REGION =
      Key.of(
          "buckets.s3.region",
          Form.text(
              "a region name such as us-east-1: 1 to 32 small letters, digits and hyphens",
              Pattern.compile("[a-z0-9-]{1,32}")),
          "`server.region`",
          "",
          "Region of the buckets.");
  static final Key<Boolean> PATH_STYLE =
      Key.of(
          "buckets.s3.pathStyle",
          Form.flag(),
          "false",
          "",
          "true: the bucket is said in the path and not in the host name, as most stores other than"
              + " AWS want it.");
  static final Key<String> ACCESS_KEY_ID =
      Key.of(
          "buckets.s3.accessKeyId",
          Form.text("1 to 128 printable characters", Pattern.compile("[!-~]{1,128}")),
          "none: what the machine has",
          "",
          "Access key of the store. Without it the shared profile files, the role of the container or"
              + " that of the instance are asked, in this order; never AWS_ACCESS_KEY_ID, which is"
              + " the administrator's.");
  static final Key<Path> SECRET_FILE =
      Key.of(
          "buckets.s3.secretFile",
          Form.path(),
          "none: what the machine has",
          "",
          "File with the secret of the access key and nothing else. Others than its owner and group"
              + " must not be able to read it. Set both, or neither.");
  static final Key<Encryption> ENCRYPTION =
      Key.of(
          "buckets.s3.encryption",
          Form.oneOf(
              kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              List.of(Encryption.values())),
          "none",
          "",
          "What is asked for with each object: nothing, so that the bucket's own setting holds; keys"
              + " of the store; a key of KMS.");
  static final Key<String> KMS_KEY =
      Key.of(
          "buckets.s3.kmsKey",
          Form.text("the id, alias or ARN of a key", Pattern.compile("[A-Za-z0-9:/_-]{1,2048}")),
          "none: for no key",
          "",
          "For sse-kms, which needs it.");
  static final Key<Integer> TIMEOUT =
      Key.of(
          "buckets.s3.timeout",
          Form.number(1, 600),
          "30",
          "seconds",
          "Longest silence of the store in one of three tries.");

  static final List<Key<?>> ALL =
      List.of(
          KIND,
          FOLDER,
          ENDPOINT,
          REGION,
          PATH_STYLE,
          ACCESS_KEY_ID,
          SECRET_FILE,
          ENCRYPTION,
          KMS_KEY,
          TIMEOUT);

  private BucketKeys() {}
}
