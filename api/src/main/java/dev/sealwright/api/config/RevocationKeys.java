package dev.sealwright.api.config;

import dev.sealwright.engine.ocsp.OcspSettings;
import java.util.List;
import java.util.Locale;

/** The keys of revocation: how soon lists tell of it, and how OCSP answers. */
final class RevocationKeys {
  static final Key<Integer> FRESHNESS =
      Key.of(
          "crl.freshness",
          Form.number(0, 1_800),
          "5",
          "seconds",
          "Within which a revocation is in a published list. Half of it is waited for more of them: the"
              + " longer, the fewer lists are signed and put. 0 makes one at once; 1800 is what the"
              + " published service takes. A list of a million entries takes seconds to make.");
  static final Key<OcspSettings.Signer> SIGNER =
      Key.of(
          "ocsp.signer",
          Form.oneOf(
              signer -> signer.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              List.of(OcspSettings.Signer.values())),
          "delegate",
          "",
          "Whose key signs answers. delegate: one that each CA certifies for this alone, made and"
              + " renewed by itself in the vault of the CA key. ca-key: the CA key, which is then at"
              + " work for whoever asks; each of its signatures is an audit event.");
  static final Key<Integer> SIGNER_LIFE =
      Key.of(
          "ocsp.signerLife",
          Form.number(1, 90),
          "30",
          "days",
          "Validity of a delegate's certificate; another is made after two thirds of it. Nobody can ask"
              + " whether it was revoked, so keep it short. At most 7 for a CA for short-lived"
              + " certificates.");
  static final Key<Integer> VALIDITY =
      Key.of(
          "ocsp.validity",
          Form.number(60, 3_600),
          "3600",
          "seconds",
          "From thisUpdate to nextUpdate: how long caches of others may show what was before a"
              + " revocation, and how long an answer is kept here when it is not revoked.");
  static final Key<Integer> CACHE =
      Key.of(
          "ocsp.cache",
          Form.number(1, 4_096),
          "32",
          "MiB",
          "For answers that are kept, about 1 KiB each; what finds no room is signed anew.");
  static final Key<Integer> WAITING =
      Key.of(
          "ocsp.waiting",
          Form.number(4, 65_536),
          "128",
          "signatures",
          "Asked of the vaults at once; beyond it clients are told tryLater. A quarter of them may be"
              + " for certificates that nobody issued. About a tenth of what the vaults sign in a"
              + " second.");
  static final Key<Integer> PATIENCE =
      Key.of(
          "ocsp.patience",
          Form.number(1, 60),
          "10",
          "seconds",
          "How long a client waits for its signature before it is told tryLater.");

  static final List<Key<?>> ALL =
      List.of(FRESHNESS, SIGNER, SIGNER_LIFE, VALIDITY, CACHE, WAITING, PATIENCE);

  private RevocationKeys() {}
}
