package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SealedForm;
import dev.sealwright.engine.x509.Octets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sealing key of a {@link SoftVault}, drawn with the vault.
 *
 * <p>Threads: shared.
 */
final class SoftSealing {
  private static final int KEY_BYTES = 32;

  private final KeyId id = new KeyId(UUID.randomUUID());
  private final SecretKey key;
  private final SecureRandom random;

  SoftSealing(SecureRandom random) {
    byte[] drawn = new byte[KEY_BYTES];
    random.nextBytes(drawn);
    this.key = new SecretKeySpec(drawn, "AES");
    this.random = random;
  }

  Octets seal(SealContext context, byte[] secret) {
    byte[] nonce = new byte[SealedForm.NONCE_BYTES];
    random.nextBytes(nonce);
    var drawn = Octets.copyOf(nonce);
    try {
      var box = cipher(Cipher.ENCRYPT_MODE, drawn, context).doFinal(secret);
      return new SealedForm(id, drawn, Octets.copyOf(box)).toOctets();
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the JDK does not encrypt", e);
    }
  }

  byte[] unseal(SealContext context, Octets sealed) {
    SealedForm form = SealedForm.read(sealed);
    if (!form.key().equals(id)) {
      throw SealedForm.broken("its key " + form.key().value() + " is not in the vault");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, form.nonce(), context).doFinal(form.box().toArray());
    } catch (AEADBadTagException e) {
      throw SealedForm.broken("it was altered or moved");
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the JDK does not decrypt", e);
    }
  }

  private Cipher cipher(int mode, Octets nonce, SealContext context)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * SealedForm.TAG_BYTES, nonce.toArray()));
    cipher.updateAAD(SealedForm.additional(id, context).toArray());
    return cipher;
  }
}
