package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.hsm.TokenConfig;
import java.util.ArrayList;

/** Finds the slot of a token by what its configuration says. */
final class SlotSearch {
  private SlotSearch() {}

  /**
   * The slot.
   *
   * @throws VaultFault RECOVER unless there is exactly one
   */
  static long of(Cryptoki cryptoki, TokenConfig config) {
    var found = new ArrayList<Long>();
    var shown = new ArrayList<String>();
    for (long candidate : cryptoki.slotsWithToken()) {
      var info = cryptoki.tokenInfo(candidate);
      shown.add("'" + info.label() + "' (serial '" + info.serial() + "')");
      if (config.isToken(info.label(), info.serial())) {
        found.add(candidate);
      }
    }
    if (found.size() != 1) {
      throw new VaultFault(
          Remedy.RECOVER,
          "token "
              + config.name()
              + ": "
              + found.size()
              + " tokens have "
              + config.selection()
              + (found.size() > 1 ? "; tell them apart by serial" : "")
              + "; the module "
              + config.module().path()
              + " shows "
              + shown);
    }
    return found.getFirst();
  }
}
