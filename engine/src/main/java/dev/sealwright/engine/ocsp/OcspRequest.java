package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Extensions;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ocsp.Signature;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * A request for the status of certificates (RFC 6960 4.1), read from bytes of anybody.
 *
 * <p>A signature over it is let through and not looked at (RFC 6960 4.1.2 leaves that to the
 * responder): nobody is told more for having signed.
 *
 * @param certificates 1 to {@link #MAX_CERTIFICATES}
 * @param nonce 1 to {@link #MAX_NONCE} bytes; absent when none was sent
 */
record OcspRequest(List<CertId> certificates, @Nullable Octets nonce) {
  /** Room for a signature with its certificates. */
  static final int MAX_BYTES = 8 << 10;

  /** Each costs two reads of the record; whoever has more asks twice. */
  static final int MAX_CERTIFICATES = 16;

  /** RFC 9654 2.1: longer ones, and empty ones, MUST be refused. */
  static final int MAX_NONCE = 128;

  private static final int MAX_EXTENSIONS = 8;

  OcspRequest {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads strict DER of an OCSPRequest with nothing behind it.
   *
   * @throws DerException for everything else
   */
  static OcspRequest read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new DerException("a request has at most " + MAX_BYTES + " bytes");
    }
    try {
      return read(Der.read(bytes));
    } catch (DerException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // A parser may answer hostile bytes with any unchecked exception.
      throw new DerException("the bytes are not an OCSP request", e);
    }
  }

  private static OcspRequest read(ASN1Primitive whole) throws IOException {
    ASN1Sequence request = ASN1Sequence.getInstance(whole);
    if (request.size() < 1 || request.size() > 2) {
      throw new DerException("a request has one or two parts");
    }
    if (request.size() == 2) {
      // Of the form it has to have; who signed does not matter here.
      Signature.getInstance(tagged(request.getObjectAt(1), 0), true);
    }
    ASN1Sequence content = ASN1Sequence.getInstance(request.getObjectAt(0));
    int at = 0;
    if (isTagged(content, at, 0)) {
      requireVersion1(tagged(content.getObjectAt(at++), 0));
    }
    if (isTagged(content, at, 1)) {
      GeneralName.getInstance(tagged(content.getObjectAt(at++), 1), true); // requestorName
    }
    if (at >= content.size()) {
      throw new DerException("there is no list of requests");
    }
    List<CertId> certificates = certificates(ASN1Sequence.getInstance(content.getObjectAt(at++)));
    Octets nonce = null;
    if (isTagged(content, at, 2)) {
      nonce = nonce(extensions(tagged(content.getObjectAt(at++), 2)));
    }
    if (at != content.size()) {
      throw new DerException("there is more in the request than belongs there");
    }
    return new OcspRequest(certificates, nonce);
  }

  private static List<CertId> certificates(ASN1Sequence requests) throws IOException {
    if (requests.size() < 1 || requests.size() > MAX_CERTIFICATES) {
      throw new DerException("a request asks for 1 to " + MAX_CERTIFICATES + " certificates");
    }
    List<CertId> certificates = new ArrayList<>(requests.size());
    for (ASN1Encodable item : requests) {
      ASN1Sequence single = ASN1Sequence.getInstance(item);
      if (single.size() < 1 || single.size() > 2) {
        throw new DerException("a single request has one or two parts");
      }
      if (single.size() == 2) {
        refuseCritical(extensions(tagged(single.getObjectAt(1), 0)));
      }
      certificates.add(CertId.read(single.getObjectAt(0)));
    }
    return certificates;
  }

  private static @Nullable Octets nonce(List<Extension> extensions) {
    Octets nonce = null;
    List<Extension> others = new ArrayList<>();
    for (Extension extension : extensions) {
      if (extension.oid().equals(Extension.OCSP_NONCE)) {
        nonce = nonce(extension.value());
      } else {
        others.add(extension);
      }
    }
    refuseCritical(others);
    return nonce;
  }

  private static Octets nonce(Octets value) {
    byte[] nonce = ASN1OctetString.getInstance(Der.read(value.toArray())).getOctets();
    if (nonce.length < 1 || nonce.length > MAX_NONCE) {
      throw new DerException("a nonce has 1 to " + MAX_NONCE + " bytes");
    }
    return Octets.copyOf(nonce);
  }

  /** What must be understood and is not cannot be answered. */
  private static void refuseCritical(List<Extension> extensions) {
    if (extensions.stream().anyMatch(Extension::critical)) {
      throw new DerException("a critical extension is not known here");
    }
  }

  private static List<Extension> extensions(ASN1TaggedObject tagged) throws IOException {
    ASN1Sequence list = ASN1Sequence.getInstance(tagged, true);
    if (list.size() > MAX_EXTENSIONS) {
      throw new DerException("there are more than " + MAX_EXTENSIONS + " extensions");
    }
    return Extensions.decode(Octets.copyOf(list.getEncoded("DER")));
  }

  private static void requireVersion1(ASN1TaggedObject version) {
    // Written out it is not DER (it is the default), but old tools do, and it means one thing only.
    if (ASN1Integer.getInstance(version, true).getValue().signum() != 0) {
      throw new DerException("the version is not 1");
    }
  }

  private static boolean isTagged(ASN1Sequence parts, int at, int number) {
    return at < parts.size()
        && parts.getObjectAt(at) instanceof ASN1TaggedObject tagged
        && tagged.hasContextTag(number);
  }

  private static ASN1TaggedObject tagged(ASN1Encodable part, int number) {
    if (part instanceof ASN1TaggedObject tagged && tagged.hasContextTag(number)) {
      return tagged;
    }
    throw new DerException("a part does not have the tag " + number);
  }
}
