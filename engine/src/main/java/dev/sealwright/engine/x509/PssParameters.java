package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.math.BigInteger;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Reads RSASSA-PSS-params (RFC 4055 3.1) that someone else wrote.
 *
 * <p>The JDK's own reader takes structures that no other reads, and what stands in a key goes into
 * the certificate as it is.
 */
final class PssParameters {
  private static final Map<String, String> DIGESTS =
      Map.of(
          NISTObjectIdentifiers.id_sha256.getId(), "SHA-256",
          NISTObjectIdentifiers.id_sha384.getId(), "SHA-384",
          NISTObjectIdentifiers.id_sha512.getId(), "SHA-512");

  /** Of the longest key that is accepted, in bytes; no salt can be longer. */
  private static final BigInteger MAX_SALT = BigInteger.valueOf(1024);

  private PssParameters() {}

  /**
   * What they say, if it is SHA-2 throughout.
   *
   * @param parameters of an AlgorithmIdentifier; left out, they mean SHA-1
   * @param failure what the thrown exception carries when they are malformed or not accepted
   */
  static PSSParameterSpec read(@Nullable ASN1Encodable parameters, Failure failure) {
    if (parameters == null) {
      throw otherDigest(failure);
    }
    RSASSAPSSparams read;
    AlgorithmIdentifier maskDigest;
    try {
      requireOrder(ASN1Sequence.getInstance(parameters));
      read = RSASSAPSSparams.getInstance(parameters);
      AlgorithmIdentifier mask = read.getMaskGenAlgorithm();
      if (!mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
          || mask.getParameters() == null) {
        throw new IllegalArgumentException("the mask is not made by MGF1 of a digest");
      }
      maskDigest = AlgorithmIdentifier.getInstance(mask.getParameters());
      if (read.getSaltLength().signum() < 0
          || read.getSaltLength().compareTo(MAX_SALT) > 0
          || !read.getTrailerField().equals(BigInteger.ONE)) {
        throw new IllegalArgumentException("salt or trailer is out of range");
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CaException(failure, "the RSASSA-PSS parameters are malformed", e);
    }
    return new PSSParameterSpec(
        digest(read.getHashAlgorithm(), failure),
        "MGF1",
        new MGF1ParameterSpec(digest(maskDigest, failure)),
        read.getSaltLength().intValueExact(),
        PSSParameterSpec.TRAILER_FIELD_BC);
  }

  /** Each member once and in its place; the reader behind would let the last one win. */
  private static void requireOrder(ASN1Sequence members) {
    int last = -1;
    for (ASN1Encodable member : members) {
      int tag = ASN1TaggedObject.getInstance(member).getTagNo();
      if (tag <= last) {
        throw new IllegalArgumentException("member [" + tag + "] is out of its place");
      }
      last = tag;
    }
  }

  /** RFC 4055 2.1: the parameters of a digest are NULL or left out. */
  private static String digest(AlgorithmIdentifier identifier, Failure failure) {
    @Nullable String name = DIGESTS.get(identifier.getAlgorithm().getId());
    if (name == null) {
      throw otherDigest(failure);
    }
    @Nullable ASN1Encodable parameters = identifier.getParameters();
    if (parameters != null && !DERNull.INSTANCE.equals(parameters)) {
      throw new CaException(failure, "the RSASSA-PSS parameters are malformed");
    }
    return name;
  }

  private static CaException otherDigest(Failure failure) {
    return new CaException(
        failure, "the signature algorithm RSASSA-PSS is accepted with SHA-2 digests only");
  }
}
