package dev.sealwright.engine.template;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Name;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call gives for a certificate beside the CSR; only templates of a variety that says so use
 * it.
 *
 * <p>Two values for one extension, and a value that is not exactly one DER element, are
 * INVALID_ARGUMENT.
 *
 * @param subject absent: that of the CSR
 * @param extensions in the order they will be written
 */
public record Passthrough(@Nullable Name subject, List<Extension> extensions) {
  public static final Passthrough NONE = new Passthrough(null, List.of());

  public Passthrough {
    extensions = List.copyOf(extensions);
    Set<String> seen = new HashSet<>();
    for (Extension extension : extensions) {
      if (!seen.add(extension.oid())) {
        throw new CaException(
            Failure.INVALID_ARGUMENT,
            "the extension " + extension.oid() + " is given more than once");
      }
      try {
        Der.objectIdentifier(extension.oid());
        Der.requireStrict(extension.value().toArray());
      } catch (DerException e) {
        throw new CaException(
            Failure.INVALID_ARGUMENT,
            "the value of the extension " + extension.oid() + " is refused: " + e.getMessage(),
            e);
      } catch (IllegalArgumentException e) {
        throw new CaException(
            Failure.INVALID_ARGUMENT,
            "an extension is named by " + extension.oid() + ", which is no object identifier",
            e);
      }
    }
  }
}
