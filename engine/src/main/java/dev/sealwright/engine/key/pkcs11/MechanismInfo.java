package dev.sealwright.engine.key.pkcs11;

/**
 * What a token says of one of its mechanisms (CK_MECHANISM_INFO).
 *
 * @param least size of a key, in the unit of the mechanism: bits, or bytes
 * @param most size of a key; 0 together with {@code least} where the token says nothing
 * @param flags CKF bits, from {@link Pkcs11}
 */
public record MechanismInfo(long least, long most, long flags) {
  /** Whether every bit of the flag is set. */
  public boolean has(long flag) {
    return (flags & flag) == flag;
  }

  /** Whether keys of this size are within what the token says. */
  public boolean admits(long size) {
    return most == 0 || (least <= size && size <= most);
  }
}
