package dev.sealwright.api.cli;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.pkcs11.KeyInventory;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.TokenContents;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hsm destroy}: destroys a key that no CA needs any more. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = {
      "Destroys a key pair, or half of one, for ever.",
      "Refused while a CA on record has the key; the server destroys the key of a deleted CA by"
          + " itself."
    })
final class DestroyCommand implements Callable<Integer> {
  private final Site.Source site;
  private final ModuleLoader loader;
  private final Shell shell;

  @Parameters(paramLabel = "KEY-ID", description = "The id of the key, as hsm list shows it.")
  private String keyId = "";

  @Mixin private final TokenChoice choice = new TokenChoice();

  @Option(
      names = "--ca-is-lost-for-good",
      description = "Also a key whose CA is on record, or might be: that CA never signs again.")
  private boolean lost;

  @Option(names = "--yes", description = "Asks for no confirmation.")
  private boolean yes;

  DestroyCommand(Site.Source site, ModuleLoader loader, Shell shell) {
    this.loader = loader;
    this.site = site;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    KeyId id = id();
    Site here = site.get();
    refuseWhatIsNeeded(here, id);
    try (OpenModules modules = new OpenModules(loader, here.environment())) {
      Site.Held held = holder(here, modules, id);
      shell.note(
          "Key " + id.value() + " on token " + held.token().name() + " will be lost for ever.");
      if (!yes && !shell.confirmed("Type its id to go on:", id.value().toString())) {
        throw CommandFailure.failed("that is not its id; nothing was done");
      }
      destroy(here, modules, held, id);
    }
    return HsmCommand.FINE;
  }

  private KeyId id() {
    try {
      UUID parsed = UUID.fromString(keyId);
      if (parsed.toString().equals(keyId)) {
        return new KeyId(parsed);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw CommandFailure.usage("a KEY-ID is a UUID in small letters, as hsm list shows it");
  }

  private void refuseWhatIsNeeded(Site here, KeyId id) {
    if (lost) {
      return;
    }
    try (Records records = Records.open(here.database())) {
      Authority authority = records.of(id).orElse(null);
      if (authority != null && !authority.gone(Instant.now())) {
        throw CommandFailure.failed(
            "CA "
                + here.realm().arnOf(authority)
                + " ("
                + authority.status()
                + ") has this key. Delete the CA by the API; only when it is lost anyway:"
                + " --ca-is-lost-for-good");
      }
    } catch (CaException e) {
      throw CommandFailure.failed(
          e.getMessage()
              + "; so it is not known whether a CA has this key. If none has:"
              + " --ca-is-lost-for-good");
    }
  }

  /** The one token that holds it. */
  private Site.Held holder(Site here, OpenModules modules, KeyId id) {
    List<Site.Held> holders = new ArrayList<>();
    for (Site.Held held : choice.of(here)) {
      try (Token token = modules.token(held.token(), here)) {
        for (KeyInventory.Entry entry : new TokenContents(token).keys().keys()) {
          if (entry.keyId().filter(id::equals).isPresent()
              && entry.kind() != KeyInventory.Kind.SECRET) {
            if (!entry.ours() && !entry.scratch()) {
              throw CommandFailure.failed(
                  "by its label the key belongs to another program; destroy it by that");
            }
            holders.add(held);
          }
        }
      }
    }
    if (holders.isEmpty()) {
      throw CommandFailure.failed("no such key is on the tokens of the configuration");
    }
    if (holders.size() > 1) {
      throw CommandFailure.usage(
          "several tokens hold it; name one at a time: --token with one of "
              + holders.stream().map(held -> held.token().name()).toList());
    }
    return holders.getFirst();
  }

  private void destroy(Site here, OpenModules modules, Site.Held held, KeyId id) {
    Store log = log(here);
    try {
      try (Token token = modules.token(held.token(), here);
          KeySession session = token.open()) {
        session.destroy(id);
      }
      if (log != null) {
        log.commit(List.of(new Mutation.Note(event(held, id))));
      }
    } finally {
      if (log != null) {
        log.close();
      }
    }
    shell
        .out()
        .println(
            "Key "
                + id.value()
                + " is destroyed; "
                + (log == null ? "the audit log does not have it." : "the audit log has it."));
  }

  /** Opened before anything is done, so that what is done can be written. */
  private @Nullable Store log(Site here) {
    if (!Stores.exists(here.database())) {
      shell.note("note: there is no store, so no audit log");
      return null;
    }
    try {
      return writable(Stores.open(here.database(), "hsm destroy"));
    } catch (CaException e) {
      shell.note("note: " + e.getMessage() + "; the audit log cannot be written");
      return null;
    }
  }

  /** A commit that waits for a standby which is not there would hold the command up. */
  private @Nullable Store writable(Store store) {
    Optional<String> trouble = store.cluster().trouble();
    if (trouble.isEmpty()) {
      return store;
    }
    store.close();
    shell.note("note: " + trouble.get() + "; the audit log cannot be written");
    return null;
  }

  private AuditEvent event(Site.Held held, KeyId id) {
    return new AuditEvent(
        Instant.ofEpochMilli(System.currentTimeMillis()),
        AuditEvent.Kind.KEY_DESTROYED,
        new AuthorityId(id.value()),
        null,
        "operator " + System.getProperty("user.name", "?"),
        "on token "
            + held.token().name()
            + " by hsm destroy"
            + (lost ? " --ca-is-lost-for-good" : ""));
  }
}
