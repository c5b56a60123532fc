package dev.sealwright.engine.template;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page about templates, written from the data that issues certificates. */
final class TemplateDocument {
  private static final String HEAD =
      """
      # Certificate templates

      Written from the data in `dev.sealwright.engine.template.Templates`; a test keeps it so. To rewrite it after a
      change: `mvn -pl engine -am test -Dtest=TemplateDocumentTest -Dsealwright.write.docs=true`.

      A template is named by `TemplateArn`, such as `arn:aws:acm-pca:::template/EndEntityCertificate_APIPassthrough/V1`;
      without one it is `DEFAULT`. There are COUNT.

      ## Where contents come from

      For the subject and for each extension the first source that has a value gives it whole:

      1. the template: basic constraints, subject key identifier, authority key identifier (not for roots), and the key
         usage and extended key usage that the table below fixes;
      2. the CA's configuration: CRL distribution point while it publishes CRLs and does not omit the extension, authority
         information access while it answers OCSP; never for roots;
      3. the call's ApiPassthrough, in varieties with API in their name; others ignore it;
      4. the CSR: subject and subject alternative name in every template, other extensions in varieties with CSR in their name.

      What a later source has is dropped without an error. The subject alternative name is critical exactly when the subject is
      empty. Extensions typed in ApiPassthrough are not critical but for KeyUsage; custom ones are as they say.

      ## Families

      """;

  private static final String COLUMNS =
      """
      | family | varieties | basic constraints | key usage | extended key usage | CRL point, if the CA names none |
      | --- | --- | --- | --- | --- | --- |
      """;

  private TemplateDocument() {}

  static String text() {
    List<Template> all = Templates.all().toList();
    return HEAD.replace("DEFAULT", Templates.DEFAULT).replace("COUNT", "" + all.size())
        + COLUMNS
        + all.stream()
            .map(Template::family)
            .distinct()
            .map(family -> row(all.stream().filter(t -> t.family().equals(family)).toList()))
            .collect(Collectors.joining());
  }

  private static String row(List<Template> family) {
    Template template = family.getFirst();
    String varieties =
        family.stream()
            .map(other -> other.variety() == Variety.BASE ? "base" : other.variety().suffix())
            .collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s | %s | %s |%n"
        .formatted(
            template.family(),
            varieties,
            constraints(template),
            usage(template),
            purposes(template),
            crlPoint(template))
        .replace(System.lineSeparator(), "\n");
  }

  private static String constraints(Template template) {
    Integer length = template.pathLength();
    return (template.basicConstraints().critical() ? "critical " : "")
        + (template.basicConstraints().content().ca() ? "CA:TRUE" : "CA:FALSE")
        + (length == null ? "" : ", path length " + length);
  }

  private static String usage(Template template) {
    return template.keyUsage().isEmpty()
        ? "not fixed"
        : "critical: "
            + template.keyUsage().stream()
                .sorted(Comparator.naturalOrder())
                .map(TemplateDocument::words)
                .collect(Collectors.joining(", "));
  }

  private static String purposes(Template template) {
    return template.purposes().purposes().isEmpty()
        ? "not fixed"
        : (template.purposes().critical() ? "critical: " : "")
            + template.purposes().purposes().stream()
                .map(TemplateDocument::words)
                .collect(Collectors.joining(", "));
  }

  private static String crlPoint(Template template) {
    return switch (template.crlPoint()) {
      case NOBODY -> "none";
      case REQUEST -> "CSR; the call where the CA omits its own";
      case CALL_AND_REQUEST -> "call, CSR";
    };
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
