package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Private keys of servers in PEM text, as other programs write them. Never keys of CAs.
 *
 * <p>INVARIANT I15: nothing of the text is in any message, and no exception has a cause, since that
 * of a parser may quote what it read.
 */
public final class PrivateKeyPem {
  /** PKCS #8 (RFC 5958), SEC 1 (RFC 5915, with what openssl puts in front of it), PKCS #1. */
  private static final Set<String> LABELS =
      Set.of("PRIVATE KEY", "EC PRIVATE KEY", "EC PARAMETERS", "RSA PRIVATE KEY");

  private PrivateKeyPem() {}

  /**
   * The one key in the text, RSA or EC on a named curve.
   *
   * @throws CaException of the kind {@code failure}, whatever is wrong
   */
  public static PrivateKey read(byte[] text, Failure failure) {
    List<PrivateKeyInfo> found = new ArrayList<>();
    for (Octets block : Pem.decode(text, LABELS, 2, failure)) {
      info(block, failure).ifPresent(found::add);
    }
    if (found.size() != 1) {
      throw new CaException(failure, "there is not one private key but " + found.size());
    }
    try {
      return key(found.getFirst(), failure);
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(failure);
    }
  }

  /** Each form has its own shape, whatever label it stands under; nothing for curve parameters. */
  private static Optional<PrivateKeyInfo> info(Octets block, Failure failure) {
    try {
      ASN1Primitive whole = ASN1Primitive.fromByteArray(block.toArray());
      if (whole instanceof ASN1ObjectIdentifier) {
        return Optional.empty();
      }
      ASN1Sequence parts = ASN1Sequence.getInstance(whole);
      if (!(parts.getObjectAt(0) instanceof ASN1Integer)) {
        throw unreadable(failure);
      }
      ASN1Encodable second = parts.getObjectAt(1);
      return Optional.of(
          switch (second) {
            case ASN1OctetString _ -> ofCurve(ECPrivateKey.getInstance(parts), failure);
            case ASN1Integer _ ->
                new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    parts);
            default -> PrivateKeyInfo.getInstance(parts);
          });
    } catch (IOException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ClassCastException e) { // Bouncy Castle casts what it has not looked at.
      throw unreadable(failure);
    }
  }

  private static PrivateKeyInfo ofCurve(ECPrivateKey key, Failure failure) throws IOException {
    if (!(key.getParametersObject() instanceof ASN1ObjectIdentifier curve)) {
      throw new CaException(failure, "the private key does not name its curve");
    }
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
  }

  private static PrivateKey key(PrivateKeyInfo info, Failure failure)
      throws GeneralSecurityException, IOException {
    ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    String name;
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      name = "RSA";
    } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      name = "EC";
    } else {
      throw new CaException(failure, "the private key is neither RSA nor EC");
    }
    return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static CaException unreadable(Failure failure) {
    return new CaException(failure, "the private key cannot be read");
  }
}
