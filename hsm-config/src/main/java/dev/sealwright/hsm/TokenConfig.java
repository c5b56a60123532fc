package dev.sealwright.hsm;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One token and how to reach it.
 *
 * <p>Its slot is the one whose token has the label, or the serial, or both when both are said.
 *
 * @param name under which keys record where they live; stable for the life of the keys
 * @param label CKA label of the token, 1 to 32 characters
 * @param serial of the token (CK_TOKEN_INFO serialNumber), 1 to 16 characters without the blanks
 *     that pad it; tells apart two tokens with one label
 * @param pin of the user (CKU_USER)
 * @param lanes sessions used at the same time, 1 to 256
 * @param standards that the operator declares the token to meet; nothing here can check it
 * @param profile of its make
 */
public record TokenConfig(
    String name,
    ModuleConfig module,
    @Nullable String label,
    @Nullable String serial,
    PinSource pin,
    int lanes,
    Set<StorageStandard> standards,
    Profile profile) {
  /** Most sessions of a token. */
  public static final int MOST_LANES = 256;

  public TokenConfig {
    standards = Set.copyOf(standards);
    if (name.isBlank()
        || (label == null && serial == null)
        || (label != null && (label.isBlank() || label.length() > 32))
        || (serial != null && (!serial.strip().equals(serial) || !serial.matches(".{1,16}")))) {
      throw new IllegalArgumentException(
          "a token needs a name, and a label of 1 to 32 or a serial of 1 to 16 characters (PKCS#11"
              + " CK_TOKEN_INFO)");
    }
    if (lanes < 1 || lanes > MOST_LANES) {
      throw new IllegalArgumentException("lanes must be 1 to 256, not " + lanes);
    }
  }

  /** A token whose label alone selects its slot. */
  public TokenConfig(
      String name,
      ModuleConfig module,
      String label,
      PinSource pin,
      int lanes,
      Set<StorageStandard> standards,
      Profile profile) {
    this(name, module, label, null, pin, lanes, standards, profile);
  }

  /** Whether it is the token that says this of itself, padding left out. */
  public boolean isToken(String itsLabel, String itsSerial) {
    return (label == null || label.equals(itsLabel))
        && (serial == null || serial.equals(itsSerial));
  }

  /** How its slot is told, such as {@code label 'ca' and serial '1234'}. */
  public String selection() {
    var byLabel = label == null ? "" : "label '" + label + "'";
    var bySerial = serial == null ? "" : "serial '" + serial + "'";
    return byLabel + (label == null || serial == null ? "" : " and ") + bySerial;
  }

  /** The same token under another name. */
  public TokenConfig withName(String other) {
    return new TokenConfig(other, module, label, serial, pin, lanes, standards, profile);
  }

  /** The same token through another module. */
  public TokenConfig withModule(ModuleConfig other) {
    return new TokenConfig(name, other, label, serial, pin, lanes, standards, profile);
  }

  /** The token with another label, behind the same module. */
  public TokenConfig withLabel(String other) {
    return new TokenConfig(name, module, other, serial, pin, lanes, standards, profile);
  }

  /** The token with this serial. */
  public TokenConfig withSerial(@Nullable String other) {
    return new TokenConfig(name, module, label, other, pin, lanes, standards, profile);
  }

  /** The same token with its PIN from elsewhere. */
  public TokenConfig withPin(PinSource other) {
    return new TokenConfig(name, module, label, serial, other, lanes, standards, profile);
  }

  /** The same token with as many sessions as this. */
  public TokenConfig withLanes(int other) {
    return new TokenConfig(name, module, label, serial, pin, other, standards, profile);
  }

  /** The same token, declared to meet these standards alone. */
  public TokenConfig withStandards(Set<StorageStandard> other) {
    return new TokenConfig(name, module, label, serial, pin, lanes, other, profile);
  }

  /** The same token, treated as another make. */
  public TokenConfig withProfile(Profile other) {
    return new TokenConfig(name, module, label, serial, pin, lanes, standards, other);
  }
}
