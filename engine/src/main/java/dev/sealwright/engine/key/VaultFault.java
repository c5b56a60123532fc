package dev.sealwright.engine.key;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import org.jspecify.annotations.Nullable;

/** A vault did not do its work; says what would help. */
public final class VaultFault extends CaException {
  private static final long serialVersionUID = 1L;

  private final Remedy remedy;

  public VaultFault(Remedy remedy, String message) {
    this(remedy, message, null);
  }

  public VaultFault(Remedy remedy, String message, @Nullable Throwable cause) {
    super(Failure.TOKEN_UNAVAILABLE, message, cause);
    this.remedy = remedy;
  }

  public Remedy remedy() {
    return remedy;
  }
}
