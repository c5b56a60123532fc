package dev.sealwright.hsm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which return values of PKCS#11 calls (CK_RV) are written in profiles; those of
 * vendors have none and go by their number.
 */
public final class ReturnCodes {
  /** The refusals of a PIN: no profile may say that they mean anything else (INVARIANT I7). */
  static final Set<Long> OF_THE_PIN = Set.of(0xa0L, 0xa1L, 0xa2L, 0xa3L, 0xa4L);

  /** A CK_RV is at least 32 bits wide; zero is CKR_OK. */
  static final long MOST = 0xffff_ffffL;

  private static final Pattern NUMBER = Pattern.compile("0x[0-9a-fA-F]{1,8}");

  private static final String TABLE =
      """
      CKR_HOST_MEMORY 2
      CKR_SLOT_ID_INVALID 3
      CKR_GENERAL_ERROR 5
      CKR_FUNCTION_FAILED 6
      CKR_ARGUMENTS_BAD 7
      CKR_CANT_LOCK a
      CKR_ATTRIBUTE_READ_ONLY 10
      CKR_ATTRIBUTE_SENSITIVE 11
      CKR_ATTRIBUTE_TYPE_INVALID 12
      CKR_ATTRIBUTE_VALUE_INVALID 13
      CKR_ACTION_PROHIBITED 1b
      CKR_DATA_INVALID 20
      CKR_DATA_LEN_RANGE 21
      CKR_DEVICE_ERROR 30
      CKR_DEVICE_MEMORY 31
      CKR_DEVICE_REMOVED 32
      CKR_ENCRYPTED_DATA_INVALID 40
      CKR_ENCRYPTED_DATA_LEN_RANGE 41
      CKR_AEAD_DECRYPT_FAILED 42
      CKR_FUNCTION_CANCELED 50
      CKR_FUNCTION_NOT_SUPPORTED 54
      CKR_KEY_HANDLE_INVALID 60
      CKR_KEY_SIZE_RANGE 62
      CKR_KEY_TYPE_INCONSISTENT 63
      CKR_KEY_FUNCTION_NOT_PERMITTED 68
      CKR_MECHANISM_INVALID 70
      CKR_MECHANISM_PARAM_INVALID 71
      CKR_OBJECT_HANDLE_INVALID 82
      CKR_OPERATION_ACTIVE 90
      CKR_OPERATION_NOT_INITIALIZED 91
      CKR_PIN_INCORRECT a0
      CKR_PIN_INVALID a1
      CKR_PIN_LEN_RANGE a2
      CKR_PIN_EXPIRED a3
      CKR_PIN_LOCKED a4
      CKR_SESSION_CLOSED b0
      CKR_SESSION_COUNT b1
      CKR_SESSION_HANDLE_INVALID b3
      CKR_SESSION_READ_ONLY b5
      CKR_SESSION_READ_WRITE_SO_EXISTS b8
      CKR_TEMPLATE_INCOMPLETE d0
      CKR_TEMPLATE_INCONSISTENT d1
      CKR_TOKEN_NOT_PRESENT e0
      CKR_TOKEN_NOT_RECOGNIZED e1
      CKR_TOKEN_WRITE_PROTECTED e2
      CKR_USER_ALREADY_LOGGED_IN 100
      CKR_USER_NOT_LOGGED_IN 101
      CKR_USER_PIN_NOT_INITIALIZED 102
      CKR_USER_TYPE_INVALID 103
      CKR_USER_ANOTHER_ALREADY_LOGGED_IN 104
      CKR_USER_TOO_MANY_TYPES 105
      CKR_DOMAIN_PARAMS_INVALID 130
      CKR_CURVE_NOT_SUPPORTED 140
      CKR_BUFFER_TOO_SMALL 150
      CKR_CRYPTOKI_NOT_INITIALIZED 190
      CKR_CRYPTOKI_ALREADY_INITIALIZED 191
      CKR_FUNCTION_REJECTED 200
      """;

  private static final Map<String, Long> BY_NAME =
      TABLE
          .lines()
          .map(line -> line.split(" ", -1))
          .collect(
              Collectors.toUnmodifiableMap(words -> words[0], words -> Long.valueOf(words[1], 16)));

  private ReturnCodes() {}

  /** The names that are known, with their numbers. */
  public static Map<String, Long> byName() {
    return BY_NAME;
  }

  /** The number of a name such as CKR_DEVICE_ERROR, or of a text such as 0x8000002f. */
  public static Optional<Long> of(String written) {
    var named = BY_NAME.get(written);
    if (named != null) {
      return Optional.of(named);
    }
    return Optional.of(written)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(text -> Long.valueOf(text.substring(2), 16))
        .filter(code -> code != 0);
  }
}
