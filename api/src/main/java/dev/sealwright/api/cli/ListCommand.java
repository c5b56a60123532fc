package dev.sealwright.api.cli;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.KeyInventory;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.TokenContents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hsm list}: the keys on the configured tokens with their CAs. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the keys on the configured tokens with their CA and their custody.",
      "Reads token and store only; a server on them may run. Status 1 when something is amiss."
    })
final class ListCommand implements Callable<Integer> {
  private final Site.Source site;
  private final ModuleLoader loader;
  private final Shell shell;

  @Mixin private final TokenChoice choice = new TokenChoice();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  ListCommand(Site.Source site, ModuleLoader loader, Shell shell) {
    this.loader = loader;
    this.site = site;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Site here = site.get();
    KeyListing listing;
    try (OpenModules modules = new OpenModules(loader, here.environment())) {
      Records records = records(here);
      try {
        listing = listing(here, modules, records);
      } finally {
        if (records != null) {
          records.close();
        }
      }
    }
    if (json) {
      shell.out().println(listing.json(here.realm()));
    } else {
      listing.print(shell.out());
    }
    return listing.sound() ? HsmCommand.FINE : HsmCommand.FAILED;
  }

  private @Nullable Records records(Site here) {
    try {
      return Records.open(here.database());
    } catch (CaException e) {
      shell.note("note: " + e.getMessage() + "; keys are listed without their CAs");
      return null;
    }
  }

  private KeyListing listing(Site here, OpenModules modules, @Nullable Records records) {
    List<KeyRow> rows = new ArrayList<>();
    List<KeyListing.Missing> missing = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    for (Site.Held held : choice.of(here)) {
      String name = held.token().name();
      try (Token token = modules.token(held.token(), here)) {
        KeyInventory found = new TokenContents(token).keys();
        if (!found.complete()) {
          troubles.add("token " + name + " holds more keys than are listed");
        }
        found.keys().forEach(entry -> rows.add(KeyRow.of(name, entry, records)));
        if (records != null) {
          missing.addAll(missing(held, found, records));
        }
      } catch (CaException e) {
        troubles.add(String.valueOf(e.getMessage()));
      }
    }
    return new KeyListing(rows, missing, troubles);
  }

  private static List<KeyListing.Missing> missing(
      Site.Held held, KeyInventory found, Records records) {
    Set<UUID> pairs = new HashSet<>();
    for (KeyInventory.Entry entry : found.keys()) {
      if (entry.kind() == KeyInventory.Kind.PAIR) {
        entry.keyId().ifPresent(id -> pairs.add(id.value()));
      }
    }
    List<KeyListing.Missing> missing = new ArrayList<>();
    for (Authority authority : records.all()) {
      SigningKey key = authority.key();
      if (key != null && key.vault().equals(held.vault()) && !pairs.contains(key.id().value())) {
        missing.add(new KeyListing.Missing(authority, key, held.token().name()));
      }
    }
    return missing;
  }
}
