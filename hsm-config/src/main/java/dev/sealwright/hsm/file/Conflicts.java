package dev.sealwright.hsm.file;

import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.yaml.Members;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds tokens that cannot stand beside each other, over all vaults. */
final class Conflicts {
  private final List<TokenConfig> earlier = new ArrayList<>();

  /** Adds a token; what is wrong with it beside the earlier ones is a problem. */
  void add(TokenConfig token, Members said) {
    for (TokenConfig other : earlier) {
      if (file(token.module()).equals(file(other.module()))) {
        compareModules(token.module(), other, said);
        compareSlots(token, other, said);
      }
    }
    earlier.add(token);
  }

  /** A module is initialised once in a process: by one driver, with one pReserved. */
  private static void compareModules(ModuleConfig module, TokenConfig other, Members said) {
    ModuleConfig first = other.module();
    if (module.driver() != first.driver()) {
      said.refuse("driver", "token " + other.name() + " calls the same module by another driver");
    } else if (!Objects.equals(module.reserved(), first.reserved())) {
      said.refuse("reserved", "token " + other.name() + " has another for the same module");
    } else if (!module.path().equals(first.path())) {
      said.refuse(
          "module", "token " + other.name() + " has the same file under another path; use one");
    }
  }

  private static void compareSlots(TokenConfig token, TokenConfig other, Members said) {
    if (same(token.serial(), other.serial())) {
      said.refuse("serial", "token " + other.name() + " has the same serial on the same module");
    } else if (same(token.label(), other.label())
        && (token.serial() == null || other.serial() == null)) {
      said.refuse(
          "label",
          "token "
              + other.name()
              + " has the same label on the same module; give both their serial");
    }
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    return one != null && one.equals(other);
  }

  /** The file itself, whatever links lead to it. */
  private static Path file(ModuleConfig module) {
    try {
      return module.path().toRealPath();
    } catch (IOException e) {
      return module.path();
    }
  }
}
