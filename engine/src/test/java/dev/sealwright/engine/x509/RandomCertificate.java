package dev.sealwright.engine.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * The parts of a certificate, drawn by a seed: what a form of DER turns on comes often, such as the
 * turn of 2050, a number with the top bit set, and lengths around a power of two.
 */
record RandomCertificate(
    Serial serial,
    SignatureAlgorithm algorithm,
    Name issuer,
    Validity validity,
    Name subject,
    SubjectPublicKey key,
    List<Extension> extensions) {
  private static final Instant EARLIEST = Instant.parse("1950-01-01T00:00:00Z");
  private static final List<Instant> TURNS =
      List.of(
          EARLIEST,
          Instant.parse("1999-12-31T23:59:59Z"),
          Instant.parse("2000-02-29T12:00:00Z"),
          Instant.parse("2049-12-31T23:59:59.999Z"),
          Instant.parse("2050-01-01T00:00:00Z"),
          Instant.parse("2100-03-01T00:00:00Z"),
          Validity.FOREVER);
  private static final int[] LENGTHS = {0, 1, 127, 128, 129, 253, 255, 256, 257, 4096, 65_536};
  private static final List<SignatureAlgorithm> ALGORITHMS = List.of(SignatureAlgorithm.values());

  /** Of each kind that a request may bring; for RSA, any odd number of the length will do. */
  private static final List<SubjectPublicKey> KEYS =
      List.of(
          TestKeys.subject(TestKeys.ec("secp256r1")),
          TestKeys.subject(TestKeys.ec("secp384r1")),
          TestKeys.subject(TestKeys.ec("secp521r1")),
          rsa(PKCSObjectIdentifiers.rsaEncryption, 2048),
          rsa(PKCSObjectIdentifiers.rsaEncryption, 3072),
          rsa(PKCSObjectIdentifiers.rsaEncryption, 4096),
          rsa(PKCSObjectIdentifiers.rsaEncryption, 8192),
          rsa(PKCSObjectIdentifiers.id_RSASSA_PSS, 2048),
          TestKeys.subject(TestKeys.ed25519()),
          TestKeys.subject(TestKeys.fit(SignatureAlgorithm.ML_DSA_44)),
          TestKeys.subject(TestKeys.fit(SignatureAlgorithm.ML_DSA_65)),
          TestKeys.subject(TestKeys.fit(SignatureAlgorithm.ML_DSA_87)));

  static RandomCertificate draw(RandomGenerator random) {
    return new RandomCertificate(
        serial(random),
        ALGORITHMS.get(random.nextInt(ALGORITHMS.size())),
        issuer(random),
        validity(random),
        RandomNames.draw(random),
        KEYS.get(random.nextInt(KEYS.size())),
        extensions(random));
  }

  Octets byUs() {
    return TbsCertificate.encode(serial, algorithm, issuer, validity, subject, key, extensions);
  }

  /** The same parts, written by Bouncy Castle. */
  Octets byBouncyCastle() {
    var writer = new V3TBSCertificateGenerator();
    writer.setSerialNumber(new ASN1Integer(serial.toInteger()));
    writer.setSignature(AlgorithmIdentifier.getInstance(algorithm.identifier().toArray()));
    writer.setIssuer(X500Name.getInstance(issuer.der().toArray()));
    writer.setStartDate(new Time(Date.from(validity.notBefore())));
    writer.setEndDate(new Time(Date.from(validity.notAfter())));
    writer.setSubject(X500Name.getInstance(subject.der().toArray()));
    writer.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.info().toArray()));
    var generator = new ExtensionsGenerator();
    try {
      for (Extension extension : extensions) {
        generator.addExtension(
            new ASN1ObjectIdentifier(extension.oid()),
            extension.critical(),
            extension.value().toArray());
      }
      if (!generator.isEmpty()) {
        writer.setExtensions(generator.generate());
      }
      return Octets.copyOf(writer.generateTBSCertificate().getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From one byte to all sixteen, the first of them often with its top bit set. */
  private static Serial serial(RandomGenerator random) {
    byte[] bytes = bytes(random, Serial.BYTES);
    int zeros = random.nextInt(Serial.BYTES + 1);
    for (int i = 0; i < zeros; i++) {
      bytes[i] = 0;
    }
    bytes[0] &= 0x7f;
    return Serial.of(bytes);
  }

  /** RFC 5280 4.1.2.4: never empty. */
  private static Name issuer(RandomGenerator random) {
    Name name = RandomNames.draw(random);
    return name.isEmpty() ? issuer(random) : name;
  }

  private static Validity validity(RandomGenerator random) {
    Instant one = instant(random);
    Instant other = instant(random);
    return one.isBefore(other) ? new Validity(one, other) : new Validity(other, one);
  }

  private static Instant instant(RandomGenerator random) {
    return random.nextBoolean()
        ? TURNS.get(random.nextInt(TURNS.size()))
        : EARLIEST.plus(
            Duration.between(EARLIEST, Validity.FOREVER)
                .multipliedBy(random.nextInt(1 << 20))
                .dividedBy(random.nextBoolean() ? 1 << 20 : 1 << 26));
  }

  /** Every second list is short, so that the whole stays small now and then. */
  private static List<Extension> extensions(RandomGenerator random) {
    List<Extension> extensions = new ArrayList<>();
    for (int i = random.nextBoolean() ? random.nextInt(2) : random.nextInt(13); i > 0; i--) {
      int length =
          random.nextInt(4) == 0
              ? LENGTHS[random.nextInt(LENGTHS.length)]
              : random.nextInt(random.nextInt(8) == 0 ? 6000 : 60);
      BigInteger arc = new BigInteger(1, bytes(random, 1 + random.nextInt(12)));
      extensions.add(
          new Extension(
              random.nextBoolean() ? "2.5.29." + (100 + i) : "2." + arc + "." + i,
              random.nextBoolean(),
              Octets.copyOf(bytes(random, length))));
    }
    return extensions;
  }

  private static byte[] bytes(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static SubjectPublicKey rsa(ASN1ObjectIdentifier kind, int bits) {
    BigInteger modulus = new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
    try {
      return new SubjectPublicKey(
          Octets.copyOf(
              new SubjectPublicKeyInfo(
                      new AlgorithmIdentifier(kind, DERNull.INSTANCE),
                      new RSAPublicKey(modulus, BigInteger.valueOf(65537)))
                  .getEncoded("DER")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
