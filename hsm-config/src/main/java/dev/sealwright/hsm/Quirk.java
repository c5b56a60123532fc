package dev.sealwright.hsm;

/** A departure from the standard that an operator knows of a module and accepts. */
public enum Quirk {
  /** Keys made by C_GenerateKeyPair read CKA_LOCAL false, as ML-DSA keys in NSS do. */
  NOT_CKA_LOCAL
}
