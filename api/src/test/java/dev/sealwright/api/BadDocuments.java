package dev.sealwright.api;

import static dev.sealwright.api.BadInput.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What is refused before anyone asks what it would do: documents, members, names, listings. */
final class BadDocuments {
  private static final String SERIALIZATION = "SerializationException";
  private static final String VALIDATION = "ValidationException";
  private static final String DESCRIBE = "DescribeCertificateAuthority";
  private static final String LIST = "ListCertificateAuthorities";
  private static final String ISSUE = "IssueCertificate";
  private static final String CREATE = "CreateCertificateAuthority";

  private BadDocuments() {}

  static List<BadInput> documents() {
    return List.of(
        new BadInput("not JSON", LIST, "certificate please", SERIALIZATION),
        new BadInput("nothing", LIST, "", SERIALIZATION),
        new BadInput("white space", LIST, " \r\n\t", SERIALIZATION),
        new BadInput("an array", LIST, "[]", SERIALIZATION),
        new BadInput("a string", LIST, "\"{}\"", SERIALIZATION),
        new BadInput("null", LIST, "null", SERIALIZATION),
        new BadInput("two objects", LIST, "{}{}", SERIALIZATION),
        new BadInput("an object cut short", LIST, "{\"MaxResults\":", SERIALIZATION),
        new BadInput("a member twice", LIST, "{\"MaxResults\":1,\"MaxResults\":2}", SERIALIZATION),
        new BadInput("a byte order mark", LIST, "\ufeff{}", SERIALIZATION),
        new BadInput("a comment", LIST, "{/* please */}", SERIALIZATION),
        new BadInput("single quotes", LIST, "{'MaxResults':1}", SERIALIZATION),
        new BadInput(
            "deep nesting",
            LIST,
            "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
            SERIALIZATION),
        new BadInput("half a surrogate", LIST, "{\"NextToken\":\"\\ud800\"}", SERIALIZATION),
        new BadInput("text for a number", LIST, "{\"MaxResults\":\"5\"}", SERIALIZATION),
        new BadInput("a fraction", LIST, "{\"MaxResults\":1.5}", SERIALIZATION),
        new BadInput("a number too wide", LIST, "{\"MaxResults\":1e999999}", SERIALIZATION),
        new BadInput("not a number", LIST, "{\"MaxResults\":NaN}", SERIALIZATION),
        new BadInput("MaxResults 0", LIST, "{\"MaxResults\":0}", VALIDATION),
        new BadInput("MaxResults below 0", LIST, "{\"MaxResults\":-1}", VALIDATION),
        new BadInput("MaxResults 1001", LIST, "{\"MaxResults\":1001}", VALIDATION),
        new BadInput("MaxResults past 32 bits", LIST, "{\"MaxResults\":4294967297}", VALIDATION),
        new BadInput("an unknown owner", LIST, "{\"ResourceOwner\":\"ALL\"}", VALIDATION),
        new BadInput("an empty token", LIST, "{\"NextToken\":\"\"}", VALIDATION),
        new BadInput(
            "a token too long", LIST, "{\"NextToken\":\"" + "A".repeat(43740) + "\"}", VALIDATION));
  }

  /**
   * @param token one that the server gave
   */
  static List<BadInput> tokens(String token) {
    String invalid = "InvalidNextTokenException";
    String changed = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
    return List.of(
        BadInput.of("a changed token", LIST, Map.of("NextToken", changed), invalid),
        BadInput.of(
            "a token made up", LIST, Map.of("NextToken", "A".repeat(token.length())), invalid),
        BadInput.of("half a token", LIST, Map.of("NextToken", token.substring(20)), invalid),
        BadInput.of("not a token", LIST, Map.of("NextToken", "\u00e4 \u0000 ../../"), invalid),
        BadInput.of(
            "a token of another listing",
            LIST,
            Map.of("NextToken", token, "ResourceOwner", "OTHER_ACCOUNTS"),
            invalid));
  }

  static List<BadInput> members(Estate estate) {
    List<BadInput> inputs = new ArrayList<>();
    Map<String, Object> order = estate.order();
    for (String member : order.keySet()) {
      inputs.add(BadInput.of("without " + member, ISSUE, with(order, member, null), VALIDATION));
      inputs.add(BadInput.of(member + " a flag", ISSUE, with(order, member, true), SERIALIZATION));
    }
    Map<String, Object> charter = Requests.create("ROOT");
    for (String member : charter.keySet()) {
      inputs.add(BadInput.of("without " + member, CREATE, with(charter, member, null), VALIDATION));
      inputs.add(
          BadInput.of(member + " a list", CREATE, with(charter, member, List.of()), SERIALIZATION));
    }
    inputs.add(issue(order, "Csr", "%%%%", SERIALIZATION));
    inputs.add(issue(order, "Csr", "QUI", SERIALIZATION));
    inputs.add(issue(order, "Csr", "", VALIDATION));
    inputs.add(issue(order, "Csr", Requests.base64("A".repeat(32769)), VALIDATION));
    inputs.add(issue(order, "SigningAlgorithm", "ROT13WITHRSA", VALIDATION));
    inputs.add(issue(order, "SigningAlgorithm", "sha256withecdsa", VALIDATION));
    inputs.add(issue(order, "Validity", Map.of("Type", "FORTNIGHTS", "Value", 2), VALIDATION));
    inputs.add(issue(order, "Validity", Map.of("Type", "DAYS"), VALIDATION));
    inputs.add(issue(order, "Validity", Requests.days(0), VALIDATION));
    inputs.add(issue(order, "Validity", Requests.days(-30), VALIDATION));
    inputs.add(issue(order, "Validity", Map.of("Type", "DAYS", "Value", "30"), SERIALIZATION));
    inputs.add(issue(order, "Validity", Map.of("Type", "DAYS", "Value", 30.5), SERIALIZATION));
    inputs.add(issue(order, "IdempotencyToken", "t".repeat(37), VALIDATION));
    inputs.add(issue(order, "IdempotencyToken", "", VALIDATION));
    inputs.add(issue(order, "IdempotencyToken", "\u20ac", VALIDATION));
    for (Map<String, Object> subject :
        List.<Map<String, Object>>of(
            Map.of("CommonName", "c".repeat(65)),
            Map.of("Country", "DEU"),
            Map.of("Country", "D1"),
            Map.of("SerialNumber", "\u00fc"),
            Map.of("CustomAttributes", List.of()))) {
      inputs.add(
          BadInput.of("subject " + subject, CREATE, withSubject(charter, subject), VALIDATION));
    }
    return inputs;
  }

  /** Every operation that names a CA, with names that lead nowhere. */
  static List<BadInput> names(Estate estate) {
    String good = estate.root();
    String stranger = UUID.randomUUID().toString();
    String own = good.substring(good.lastIndexOf('/') + 1);
    record Wrong(String what, String arn, String error) {}
    List<Wrong> wrong =
        List.of(
            new Wrong("unknown", good.replace(own, stranger), "ResourceNotFoundException"),
            new Wrong(
                "of another account",
                good.replace(estate.account(), "210987654321"),
                "AccessDeniedException"),
            new Wrong(
                "unknown and of another account",
                good.replace(estate.account(), "210987654321").replace(own, stranger),
                "AccessDeniedException"),
            new Wrong(
                "of another region",
                good.replace("us-east-1", "eu-west-3"),
                "ResourceNotFoundException"),
            new Wrong(
                "of another partition",
                good.replace("arn:aws:", "arn:aws-cn:"),
                "ResourceNotFoundException"),
            new Wrong(
                "in capitals",
                good.replace(own, own.toUpperCase(Locale.ROOT)),
                "InvalidArnException"),
            new Wrong("of a certificate", estate.leaf(), "InvalidArnException"),
            new Wrong("of a template", CaClient.ROOT_TEMPLATE, "InvalidArnException"),
            new Wrong("with a tail", good + "/x", "InvalidArnException"),
            new Wrong("of a bucket", "arn:aws:s3:::bucket", VALIDATION),
            new Wrong("not an ARN", "the root, please", VALIDATION),
            new Wrong("with a line feed", good + "\n", VALIDATION),
            new Wrong("empty", "", VALIDATION),
            new Wrong("too long", good + "a".repeat(200), VALIDATION));
    List<BadInput> inputs = new ArrayList<>();
    Map<String, Map<String, Object>> operations =
        Map.of(
            DESCRIBE,
            Map.of(),
            "GetCertificateAuthorityCsr",
            Map.of(),
            "GetCertificateAuthorityCertificate",
            Map.of(),
            "ImportCertificateAuthorityCertificate",
            Map.of("Certificate", BadInput.base64(estate.pendingRootCertificate())),
            ISSUE,
            estate.order(),
            "GetCertificate",
            Map.of("CertificateArn", estate.leaf()));
    operations.forEach((operation, body) -> {
      for (Wrong arn : wrong) {
        inputs.add(
            BadInput.of(
                "an ARN " + arn.what(),
                operation,
                with(body, "CertificateAuthorityArn", arn.arn()),
                arn.error()));
      }
    });
    return inputs;
  }

  static Map<String, Object> withSubject(Map<String, Object> charter, Map<String, Object> subject) {
    return with(
        charter,
        "CertificateAuthorityConfiguration",
        with(Requests.configuration(), "Subject", subject));
  }

  private static BadInput issue(
      Map<String, Object> order, String member, Object value, String error) {
    String text = String.valueOf(value);
    String shown = text.length() > 40 ? text.length() + " characters" : text;
    return BadInput.of(member + " '" + shown + "'", ISSUE, with(order, member, value), error);
  }
}
