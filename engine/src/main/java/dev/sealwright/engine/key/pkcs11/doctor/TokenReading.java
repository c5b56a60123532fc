package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.Provisioning;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.TokenLimits;
import dev.sealwright.engine.key.pkcs11.TokenOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is to be learned of a token without a login. */
final class TokenReading {
  private TokenReading() {}

  static List<Diagnosis.Slot> slots(Cryptoki cryptoki) {
    List<Diagnosis.Slot> slots = new ArrayList<>();
    for (long slot : cryptoki.slotsWithToken()) {
      slots.add(new Diagnosis.Slot(slot, cryptoki.tokenInfo(slot), limits(cryptoki, slot)));
    }
    return slots;
  }

  private static @Nullable TokenLimits limits(Cryptoki cryptoki, long slot) {
    return cryptoki instanceof Provisioning telling ? telling.limits(slot) : null;
  }

  /**
   * Reads its mechanisms.
   *
   * @param findings where mechanisms are told that it lists and does not describe
   */
  static Diagnosis.Examined token(Cryptoki cryptoki, Diagnosis.Slot slot, List<Finding> findings) {
    SortedMap<Long, MechanismInfo> mechanisms = new TreeMap<>();
    List<String> silent = new ArrayList<>();
    for (long mechanism : cryptoki.mechanisms(slot.slot())) {
      try {
        mechanisms.put(mechanism, cryptoki.mechanismInfo(slot.slot(), mechanism));
      } catch (CryptokiException e) {
        silent.add(MechanismNames.of(mechanism));
      }
    }
    if (!silent.isEmpty()) {
      findings.add(
          Finding.quirk(
              "it lists and does not describe " + String.join(", ", silent),
              "those that a CA needs have to be described, or the token cannot be used"));
    }
    TokenOffer offer = TokenOffer.of(cryptoki, slot.slot());
    return new Diagnosis.Examined(slot, mechanisms, Ability.of(offer, mechanisms), offer.seals());
  }

  static List<Finding> of(Diagnosis.Examined token) {
    List<Finding> found = new ArrayList<>();
    if (token.abilities().stream().allMatch(ability -> ability.algorithms().isEmpty())) {
      found.add(
          Finding.problem("its mechanisms make no kind of CA key", "the token cannot serve a CA"));
    }
    if (!token.seals()) {
      found.add(
          Finding.quirk(
              "it has no CKM_AES_GCM with CKM_AES_KEY_GEN",
              "secrets of access keys cannot be sealed by it"));
    }
    TokenLimits limits = token.slot().limits();
    if (limits != null) {
      // Some modules give maxima of almost 2^64, negative here, for "no limit".
      found.add(
          limits.maxSessions() > 0
              ? Finding.fact(
                  "at most " + limits.maxSessions() + " sessions",
                  "lanes, one more for the login, and other programs share them")
              : Finding.fact("it says no limit of sessions", "the measurement tells"));
    }
    return found;
  }

  static boolean isInitialised(TokenInfo info) {
    return info.has(Pkcs11.CKF_TOKEN_INITIALIZED);
  }

  /** INVARIANT I7: a problem among them means that no login may be tried. */
  static List<Finding> flags(TokenInfo info) {
    List<Finding> found = new ArrayList<>();
    if (!isInitialised(info)) {
      found.add(
          Finding.problem("the token is not initialised", "initialise it: hsm init, or its tools"));
      return found;
    }
    if (!info.has(Pkcs11.CKF_LOGIN_REQUIRED)) {
      found.add(
          Finding.quirk("it asks for no login", "whoever reaches the module can use its keys"));
    } else if (!info.has(Pkcs11.CKF_USER_PIN_INITIALIZED)) {
      found.add(Finding.problem("the user has no PIN yet", "let the SO set one"));
    }
    if (info.has(Pkcs11.CKF_USER_PIN_LOCKED)) {
      found.add(
          Finding.problem(
              "the user PIN is locked (CKF_USER_PIN_LOCKED)",
              "stopped before any login; the SO has to unlock it"));
    } else if (info.has(Pkcs11.CKF_USER_PIN_FINAL_TRY)) {
      found.add(
          Finding.problem(
              "one try is left before the user PIN locks (CKF_USER_PIN_FINAL_TRY)",
              "stopped before any login; log in by the maker's tool once, with the right PIN"));
    } else if (info.has(Pkcs11.CKF_USER_PIN_COUNT_LOW)) {
      found.add(
          Finding.problem(
              "a wrong PIN was given since the last login (CKF_USER_PIN_COUNT_LOW)",
              "stopped before any login; log in by the maker's tool once, with the right PIN"));
    }
    if (info.has(Pkcs11.CKF_USER_PIN_TO_BE_CHANGED)) {
      found.add(
          Finding.problem(
              "the user PIN has to be changed first (CKF_USER_PIN_TO_BE_CHANGED)",
              "stopped before any login; change it by the maker's tool"));
    }
    if (info.has(Pkcs11.CKF_PROTECTED_AUTHENTICATION_PATH)) {
      found.add(
          Finding.quirk(
              "the PIN can be typed at the device (CKF_PROTECTED_AUTHENTICATION_PATH)",
              "nobody may be there to type it after an outage; the PIN has to be sent"));
    }
    if (info.has(Pkcs11.CKF_WRITE_PROTECTED)) {
      found.add(
          Finding.problem(
              "it is write-protected (CKF_WRITE_PROTECTED)", "no CA key can be made on it"));
    }
    if (info.has(Pkcs11.CKF_SO_PIN_LOCKED)) {
      found.add(Finding.quirk("the PIN of the SO is locked", "a lost user PIN cannot be replaced"));
    }
    return found;
  }

  /** The serial as a configuration can name it. */
  static Optional<String> usableSerial(TokenInfo info) {
    String serial = info.serial();
    return serial.isEmpty() || !serial.equals(serial.strip()) || serial.length() > 16
        ? Optional.empty()
        : Optional.of(serial);
  }
}
