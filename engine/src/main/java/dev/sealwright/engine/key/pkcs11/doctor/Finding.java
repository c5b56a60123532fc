package dev.sealwright.engine.key.pkcs11.doctor;

/**
 * Something worth telling.
 *
 * @param what was seen
 * @param meaning what follows from it for the CA, or what to do
 */
public record Finding(Severity severity, String what, String meaning) {
  /** How much it matters. */
  public enum Severity {
    /** Good to know. */
    FACT,
    /** A departure from the standard or from what we want that can be lived with. */
    QUIRK,
    /** Keeps the token from serving, wholly or for some kind of key; someone has to act. */
    PROBLEM
  }

  static Finding fact(String what, String meaning) {
    return new Finding(Severity.FACT, what, meaning);
  }

  static Finding quirk(String what, String meaning) {
    return new Finding(Severity.QUIRK, what, meaning);
  }

  static Finding problem(String what, String meaning) {
    return new Finding(Severity.PROBLEM, what, meaning);
  }
}
