package dev.sealwright.engine.lint;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/**
 * The last look at a TBSCertificate before the CA key signs it.
 *
 * <p>The bytes are read back by Bouncy Castle, which had no part in writing them, and compared with
 * what was meant. A finding that only a bug of ours can cause is INTERNAL; one that the caller's
 * content can cause is INVALID_ARGUMENT or MALFORMED_CSR.
 */
public final class Lint {
  /** RFC 5280 4.1.2.2. */
  private static final int MAX_SERIAL_BYTES = 20;

  /** Room for every honest certificate; what hundreds of large extensions would make is no help. */
  private static final int MAX_BYTES = 65_536;

  /** How the parser gives UTCTime and GeneralizedTime alike; a zone of zero follows. */
  private static final String TIME = "uuuuMMddHHmmss";

  private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(TIME, Locale.ROOT);

  private Lint() {}

  /** Returns when the bytes are fit to be signed; throws the first finding otherwise. */
  public static void check(Octets tbs, Intent intent) {
    try {
      if (tbs.length() > MAX_BYTES) {
        throw caller("the certificate would have more than " + MAX_BYTES + " bytes");
      }
      byte[] bytes = tbs.toArray();
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(bytes);
      if (!Arrays.equals(parsed.getEncoded("DER"), bytes)) {
        throw bug("the bytes are not DER");
      }
      checkUnique(ASN1Sequence.getInstance(parsed));
      TBSCertificate content = TBSCertificate.getInstance(parsed);
      checkFrame(content, intent);
      checkValidity(content, intent);
      checkKey(content, intent);
      if (content.getExtensions() != null) {
        ExtensionForms.check(content.getExtensions());
      }
      checkAuthority(content, intent);
      checkAuthorityKey(content, intent);
      checkSubject(content, intent);
    } catch (CaException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // A parser may answer nonsense with any unchecked exception; nonsense is never signed.
      throw new CaException(Failure.INTERNAL, "lint: the bytes are not a TBSCertificate", e);
    }
  }

  /** Before the parser of certificates, which refuses a repetition in words of its own. */
  private static void checkUnique(ASN1Sequence certificate) {
    Set<ASN1ObjectIdentifier> seen = new HashSet<>();
    for (ASN1Encodable part : certificate) {
      if (part instanceof ASN1TaggedObject tagged && tagged.getTagNo() == 3) {
        for (ASN1Encodable item : ASN1Sequence.getInstance(tagged, true)) {
          var oid = ASN1ObjectIdentifier.getInstance(ASN1Sequence.getInstance(item).getObjectAt(0));
          if (!seen.add(oid)) {
            throw bug("the extension " + oid + " is there more than once");
          }
        }
      }
    }
  }

  private static void checkFrame(TBSCertificate content, Intent intent) throws IOException {
    if (content.getVersionNumber() != 3) {
      throw bug("the version is not 3");
    }
    BigInteger serial = content.getSerialNumber().getValue();
    if (serial.signum() <= 0 || serial.toByteArray().length > MAX_SERIAL_BYTES) {
      throw bug("the serial is not positive or too long");
    }
    if (!serial.equals(intent.serial().toInteger())) {
      throw bug("the serial is not the reserved one");
    }
    if (!encoded(content.getSignature()).equals(intent.algorithm().identifier())) {
      throw bug("the signature algorithm is not the one that will sign");
    }
    if (!encoded(content.getIssuer()).equals(intent.signer().subject().der())) {
      throw bug("the issuer is not the subject of the CA");
    }
  }

  private static void checkValidity(TBSCertificate content, Intent intent) {
    Instant notBefore = instant(content.getStartDate());
    Instant notAfter = instant(content.getEndDate());
    if (!notBefore.isBefore(notAfter)) {
      throw bug("the validity is empty");
    }
    @Nullable Instant limit = intent.signer().notAfter();
    switch (intent.role()) {
      case ROOT_CA -> {
        // Its own end is the limit.
      }
      case END_ENTITY, SUBORDINATE_CA -> {
        if (limit == null || notAfter.isAfter(limit)) {
          throw bug("the certificate would outlive its issuer");
        }
      }
    }
  }

  /** Not by the parser's own calendar, which makes a new one for every date. */
  private static Instant instant(Time time) {
    String digits = time.getTime().substring(0, TIME.length());
    return LocalDateTime.parse(digits, FORMAT).toInstant(ZoneOffset.UTC);
  }

  private static void checkKey(TBSCertificate content, Intent intent) throws IOException {
    Octets key = encoded(content.getSubjectPublicKeyInfo());
    if (!key.equals(intent.subjectKey().info())) {
      throw bug("the public key is not the requested one");
    }
    boolean own = key.equals(intent.signer().publicKey().info());
    switch (intent.role()) {
      case ROOT_CA -> {
        if (!own) {
          throw caller("a root template certifies the key of the certificate authority itself");
        }
        if (!content.getSubject().equals(content.getIssuer())) {
          throw caller("a root template certifies the name of the certificate authority itself");
        }
      }
      case END_ENTITY, SUBORDINATE_CA -> {
        if (own) {
          throw caller("only a root template certifies the key of the certificate authority");
        }
      }
    }
  }

  private static void checkAuthority(TBSCertificate content, Intent intent) {
    Extension constraints = extension(content, Extension.basicConstraints);
    boolean ca =
        constraints != null && BasicConstraints.getInstance(constraints.getParsedValue()).isCA();
    boolean critical = constraints != null && constraints.isCritical();
    switch (intent.role()) {
      case ROOT_CA, SUBORDINATE_CA -> {
        // RFC 5280 4.2.1.9
        if (!ca || !critical) {
          throw bug("the certificate of a CA has no critical CA:TRUE");
        }
      }
      case END_ENTITY -> {
        if (ca) {
          throw bug("a template for end entities gives CA:TRUE");
        }
      }
    }
  }

  private static void checkAuthorityKey(TBSCertificate content, Intent intent) {
    var expected = intent.signer().keyIdentifier();
    Extension found = extension(content, Extension.authorityKeyIdentifier);
    if (found == null) {
      if (intent.role() != Intent.Role.ROOT_CA) {
        throw bug("the authority key identifier is missing");
      }
      return;
    }
    byte[] identifier =
        AuthorityKeyIdentifier.getInstance(found.getParsedValue()).getKeyIdentifierOctets();
    if (expected != null && !Arrays.equals(identifier, expected.toArray())) {
      throw bug("the authority key identifier is not that of the CA");
    }
  }

  private static void checkSubject(TBSCertificate content, Intent intent) {
    if (content.getSubject().getRDNs().length > 0) {
      return;
    }
    switch (intent.role()) {
      case ROOT_CA, SUBORDINATE_CA -> {
        // RFC 5280 4.1.2.6
        throw new CaException(
            Failure.MALFORMED_CSR, "the certificate of a certificate authority needs a subject");
      }
      case END_ENTITY -> {
        Extension names = extension(content, Extension.subjectAlternativeName);
        if (names == null) {
          throw new CaException(
              Failure.MALFORMED_CSR, "there is neither a subject nor a subject alternative name");
        }
        if (!names.isCritical()) {
          // RFC 5280 4.2.1.6
          throw bug("the subject is empty and the subject alternative name is not critical");
        }
      }
    }
  }

  private static @Nullable Extension extension(TBSCertificate content, ASN1ObjectIdentifier oid) {
    Extensions extensions = content.getExtensions();
    return extensions == null ? null : extensions.getExtension(oid);
  }

  private static Octets encoded(ASN1Object part) throws IOException {
    return Octets.copyOf(part.getEncoded("DER"));
  }

  private static CaException bug(String finding) {
    return new CaException(Failure.INTERNAL, "lint: " + finding);
  }

  private static CaException caller(String finding) {
    return new CaException(Failure.INVALID_ARGUMENT, finding);
  }
}
