package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.Reaction;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The return values of PKCS#11 calls that the engine meets, each with its {@link Reaction}.
 *
 * <p>Modules disagree on what a code means; where they do, the reaction is the one that is safe for
 * all of them.
 */
public enum ReturnValue {
  CKR_HOST_MEMORY(0x2, Reaction.CAPACITY),
  CKR_SLOT_ID_INVALID(0x3, Reaction.TOKEN_LOST),
  CKR_GENERAL_ERROR(0x5, Reaction.UNCLEAR),
  CKR_FUNCTION_FAILED(0x6, Reaction.UNCLEAR),
  CKR_ARGUMENTS_BAD(0x7, Reaction.BUG),
  CKR_CANT_LOCK(0xa, Reaction.CONFIGURATION),
  CKR_ATTRIBUTE_READ_ONLY(0x10, Reaction.CONFIGURATION),
  CKR_ATTRIBUTE_SENSITIVE(0x11, Reaction.CONFIGURATION),
  CKR_ATTRIBUTE_TYPE_INVALID(0x12, Reaction.CONFIGURATION),
  CKR_ATTRIBUTE_VALUE_INVALID(0x13, Reaction.CONFIGURATION),
  CKR_ACTION_PROHIBITED(0x1b, Reaction.CONFIGURATION),
  CKR_DATA_INVALID(0x20, Reaction.CONFIGURATION),
  CKR_DATA_LEN_RANGE(0x21, Reaction.CONFIGURATION),
  CKR_ENCRYPTED_DATA_INVALID(0x40, Reaction.CONFIGURATION),
  CKR_ENCRYPTED_DATA_LEN_RANGE(0x41, Reaction.CONFIGURATION),
  CKR_AEAD_DECRYPT_FAILED(0x42, Reaction.CONFIGURATION),
  CKR_DEVICE_ERROR(0x30, Reaction.TOKEN_LOST),
  CKR_DEVICE_MEMORY(0x31, Reaction.CAPACITY),
  CKR_DEVICE_REMOVED(0x32, Reaction.TOKEN_LOST),
  CKR_FUNCTION_CANCELED(0x50, Reaction.UNCLEAR),
  CKR_FUNCTION_NOT_SUPPORTED(0x54, Reaction.CONFIGURATION),
  CKR_KEY_HANDLE_INVALID(0x60, Reaction.HANDLE_STALE),
  CKR_KEY_SIZE_RANGE(0x62, Reaction.CONFIGURATION),
  CKR_KEY_TYPE_INCONSISTENT(0x63, Reaction.CONFIGURATION),
  CKR_KEY_FUNCTION_NOT_PERMITTED(0x68, Reaction.CONFIGURATION),
  CKR_MECHANISM_INVALID(0x70, Reaction.CONFIGURATION),
  CKR_MECHANISM_PARAM_INVALID(0x71, Reaction.CONFIGURATION),
  CKR_OBJECT_HANDLE_INVALID(0x82, Reaction.HANDLE_STALE),
  CKR_OPERATION_ACTIVE(0x90, Reaction.SESSION_DIRTY),
  CKR_OPERATION_NOT_INITIALIZED(0x91, Reaction.SESSION_DIRTY),
  CKR_PIN_INCORRECT(0xa0, Reaction.OPERATOR),
  CKR_PIN_INVALID(0xa1, Reaction.OPERATOR),
  CKR_PIN_LEN_RANGE(0xa2, Reaction.OPERATOR),
  CKR_PIN_EXPIRED(0xa3, Reaction.OPERATOR),
  CKR_PIN_LOCKED(0xa4, Reaction.OPERATOR),
  CKR_SESSION_CLOSED(0xb0, Reaction.SESSION_LOST),
  CKR_SESSION_COUNT(0xb1, Reaction.CAPACITY),
  CKR_SESSION_HANDLE_INVALID(0xb3, Reaction.SESSION_LOST),
  CKR_SESSION_READ_ONLY(0xb5, Reaction.CONFIGURATION),
  CKR_SESSION_READ_WRITE_SO_EXISTS(0xb8, Reaction.OPERATOR),
  CKR_TEMPLATE_INCOMPLETE(0xd0, Reaction.CONFIGURATION),
  CKR_TEMPLATE_INCONSISTENT(0xd1, Reaction.CONFIGURATION),
  CKR_TOKEN_NOT_PRESENT(0xe0, Reaction.TOKEN_LOST),
  CKR_TOKEN_NOT_RECOGNIZED(0xe1, Reaction.TOKEN_LOST),
  CKR_TOKEN_WRITE_PROTECTED(0xe2, Reaction.CONFIGURATION),
  CKR_USER_ALREADY_LOGGED_IN(0x100, Reaction.BUG),
  CKR_USER_NOT_LOGGED_IN(0x101, Reaction.LOGIN_LOST),
  CKR_USER_PIN_NOT_INITIALIZED(0x102, Reaction.OPERATOR),
  CKR_USER_TYPE_INVALID(0x103, Reaction.OPERATOR),
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN(0x104, Reaction.OPERATOR),
  CKR_USER_TOO_MANY_TYPES(0x105, Reaction.OPERATOR),
  CKR_DOMAIN_PARAMS_INVALID(0x130, Reaction.CONFIGURATION),
  CKR_CURVE_NOT_SUPPORTED(0x140, Reaction.CONFIGURATION),
  CKR_BUFFER_TOO_SMALL(0x150, Reaction.SESSION_DIRTY),
  CKR_CRYPTOKI_NOT_INITIALIZED(0x190, Reaction.TOKEN_LOST),
  CKR_CRYPTOKI_ALREADY_INITIALIZED(0x191, Reaction.BUG),
  CKR_FUNCTION_REJECTED(0x200, Reaction.CONFIGURATION);

  /** First of the codes that vendors give away (CKR_VENDOR_DEFINED). */
  private static final long VENDOR_DEFINED = 0x8000_0000L;

  private static final Map<Long, ReturnValue> BY_CODE =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(ReturnValue::code, v -> v));

  private final long code;
  private final Reaction reaction;

  ReturnValue(long code, Reaction reaction) {
    this.code = code;
    this.reaction = reaction;
  }

  public long code() {
    return code;
  }

  public Reaction reaction() {
    return reaction;
  }

  /** The value of this code, when the table has it. */
  public static Optional<ReturnValue> of(long code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Name and number, such as {@code CKR_DEVICE_ERROR (0x30)}; the number alone when unknown. */
  public static String describe(long code) {
    var hex = "0x" + Long.toHexString(code);
    if (code >= VENDOR_DEFINED) {
      return "vendor code " + hex;
    }
    return of(code).map(known -> known + " (" + hex + ")").orElse("return value " + hex);
  }

  /** The reaction to any code; those of vendors mostly say that the token is gone. */
  public static Reaction reactionTo(long code) {
    return of(code)
        .map(ReturnValue::reaction)
        .orElse(code >= VENDOR_DEFINED ? Reaction.TOKEN_LOST : Reaction.UNCLEAR);
  }
}
