package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.Reaction;

/** A PKCS#11 call returned something other than CKR_OK. */
public final class CryptokiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String function;
  private final long code;

  /**
   * Names the call and what it returned.
   *
   * @param function such as {@code C_Sign}
   * @param code the CK_RV
   */
  public CryptokiException(String function, long code) {
    super(function + ": " + ReturnValue.describe(code));
    this.function = function;
    this.code = code;
  }

  public CryptokiException(String function, ReturnValue value) {
    this(function, value.code());
  }

  public String function() {
    return function;
  }

  public long code() {
    return code;
  }

  public Reaction reaction() {
    return ReturnValue.reactionTo(code);
  }

  public boolean is(ReturnValue value) {
    return code == value.code();
  }
}
