package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.Probing;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks how a module departs from the standard, with a scratch key that lives and the bare calls.
 *
 * <p>Threads: one. Each probe has a session of its own, since some leave it dirty.
 */
final class QuirkProbe {
  private final Cryptoki cryptoki;
  private final long slot;
  private final List<Finding> findings = new ArrayList<>();

  QuirkProbe(Cryptoki cryptoki, long slot) {
    this.cryptoki = cryptoki;
    this.slot = slot;
  }

  List<Finding> of(SigningKey key) {
    probe("the login of another session", session -> loginHolds(session, key.id()));
    switch (key.spec().family()) {
      case EC -> {
        probe("CKA_EC_POINT", session -> point(session, key));
        probe("a digest of 31 bytes for CKM_ECDSA", session -> shortEcDigest(session, key.id()));
      }
      case RSA ->
          probe(
              "a digest of 31 bytes for CKM_RSA_PKCS_PSS with SHA-256",
              session -> shortPssDigest(session, key.id()));
      case ML_DSA -> {}
    }
    probe("CKA_ALWAYS_AUTHENTICATE", session -> alwaysAuthenticate(session, key.id()));
    probe("a second C_SignInit", session -> secondSignInit(session, key));
    return findings;
  }

  /** What the custody of a new key shows. */
  static List<Finding> of(KeySpec spec, CustodyAttributes custody) {
    List<Finding> found = new ArrayList<>();
    if (custody.local() == null) {
      found.add(
          Finding.quirk(
              "CKA_LOCAL is not given for keys of " + spec.family(),
              "the evidence of custody says so; a key that was brought to the token would look alike"));
    } else if (!custody.local()) {
      found.add(
          Finding.quirk(
              "CKA_LOCAL reads false for a key of " + spec.family() + " that the token made",
              "the quirk NOT_CKA_LOCAL has to be let pass, or no such CA key is made"));
    }
    if (custody.keyGenMechanism() == null) {
      found.add(
          Finding.fact(
              "CKA_KEY_GEN_MECHANISM is not given for keys of " + spec.family(),
              "the evidence of custody goes without it"));
    }
    return found;
  }

  private interface Probe {
    void on(CryptokiSession session);
  }

  private void probe(String what, Probe probe) {
    try {
      CryptokiSession session = cryptoki.openSession(slot);
      try {
        probe.on(session);
      } finally {
        close(session);
      }
    } catch (CryptokiException e) {
      findings.add(
          Finding.fact(what + " is answered by " + e.getMessage(), "nothing is built on it"));
    }
  }

  private static void close(CryptokiSession session) {
    try {
      session.close();
    } catch (CryptokiException e) {
      // It is gone already; the probe has said what there was to say.
    }
  }

  private void loginHolds(CryptokiSession session, KeyId id) {
    if (handle(session, Pkcs11.CKO_PRIVATE_KEY, id) != null) {
      findings.add(Finding.fact("a login holds for every session", "one login serves all lanes"));
    } else {
      findings.add(
          Finding.problem(
              "a login does not hold for other sessions",
              "the lanes would not see their keys; this token cannot be used"));
    }
  }

  private void point(CryptokiSession session, SigningKey key) {
    Long handle = handle(session, Pkcs11.CKO_PUBLIC_KEY, key.id());
    if (handle == null) {
      return;
    }
    int raw = 1 + 2 * ((key.spec().bits() + 7) / 8);
    if (session.bytes(handle, Pkcs11.CKA_EC_POINT).length == raw) {
      findings.add(
          Finding.quirk(
              "CKA_EC_POINT is the bare point, not an OCTET STRING", "both forms are read"));
    } else {
      findings.add(Finding.fact("CKA_EC_POINT is an OCTET STRING", "as the standard has it"));
    }
  }

  private void shortEcDigest(CryptokiSession session, KeyId id) {
    accepted(session, id, new Mechanism.Plain(Pkcs11.CKM_ECDSA), "CKM_ECDSA");
  }

  private void shortPssDigest(CryptokiSession session, KeyId id) {
    accepted(
        session,
        id,
        new Mechanism.Pss(Pkcs11.CKM_SHA256, Pkcs11.CKG_MGF1_SHA256, 32),
        "CKM_RSA_PKCS_PSS with SHA-256");
  }

  private void accepted(CryptokiSession session, KeyId id, Mechanism mechanism, String name) {
    Long handle = handle(session, Pkcs11.CKO_PRIVATE_KEY, id);
    if (handle == null) {
      return;
    }
    try {
      session.sign(mechanism, handle, new byte[31]);
      findings.add(
          Finding.quirk(
              name + " signs a digest of 31 bytes in silence",
              "the length is checked before the token is asked"));
    } catch (CryptokiException refused) {
      findings.add(
          Finding.fact(
              name + " refuses a digest of 31 bytes: " + refused.getMessage(),
              "the length is checked before the token is asked"));
    }
  }

  private void alwaysAuthenticate(CryptokiSession session, KeyId id) {
    Long handle = handle(session, Pkcs11.CKO_PRIVATE_KEY, id);
    if (handle != null && session.flag(handle, Pkcs11.CKA_ALWAYS_AUTHENTICATE)) {
      findings.add(
          Finding.problem(
              "keys are made with CKA_ALWAYS_AUTHENTICATE",
              "each signature would need the PIN; switch that off on the token"));
    }
  }

  private void secondSignInit(CryptokiSession session, SigningKey key) {
    Long handle = handle(session, Pkcs11.CKO_PRIVATE_KEY, key.id());
    if (handle == null || !(session instanceof Probing probing)) {
      return;
    }
    long answer = probing.secondSignInit(mechanism(key), handle);
    if (answer == ReturnValue.CKR_OPERATION_ACTIVE.code()) {
      findings.add(
          Finding.fact("a second C_SignInit gives CKR_OPERATION_ACTIVE", "as the standard has it"));
    } else {
      findings.add(
          Finding.quirk(
              "a second C_SignInit gives "
                  + (answer == 0 ? "CKR_OK" : ReturnValue.describe(answer)),
              "a session that failed is closed, never used again, so it does no harm"));
    }
  }

  private static Mechanism mechanism(SigningKey key) {
    return switch (key.spec().family()) {
      case EC -> new Mechanism.Plain(Pkcs11.CKM_ECDSA);
      case RSA -> new Mechanism.Plain(Pkcs11.CKM_RSA_PKCS);
      case ML_DSA -> new Mechanism.Plain(Pkcs11.CKM_ML_DSA);
    };
  }

  private static @Nullable Long handle(CryptokiSession session, long type, KeyId id) {
    long[] found =
        session.find(
            List.of(
                new Attribute.Count(Pkcs11.CKA_CLASS, type),
                Attribute.Bytes.of(Pkcs11.CKA_ID, id.toArray())),
            1);
    return found.length == 0 ? null : found[0];
  }
}
