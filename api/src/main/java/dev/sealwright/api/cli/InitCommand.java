package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.Provisioning;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.TokenLimits;
import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hsm init}: makes a token ready, with a PIN of the SO and one of the user. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Initialises a token: C_InitToken with the PIN of the SO, then C_InitPIN for the user.",
      "Takes a slot whose token is not initialised; --wipe makes one anew that is, with all its keys"
          + " lost."
    })
final class InitCommand implements Callable<Integer> {
  private final ModuleLoader loader;
  private final Shell shell;

  @Mixin private final ModuleOptions modules = new ModuleOptions();

  @Option(
      names = "--so-pin-file",
      paramLabel = "FILE",
      description = "First line of this file is the PIN of the SO; else it is asked for.")
  private @Nullable Path soPin;

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "First line of this file is the PIN of the user; else it is asked for.")
  private @Nullable Path userPin;

  @Option(
      names = "--wipe",
      paramLabel = "LABEL",
      description = "Makes the initialised token with this label anew. Its keys are lost for ever.")
  private @Nullable String wipe;

  @Option(names = "--yes", description = "Asks for no confirmation.")
  private boolean yes;

  InitCommand(ModuleLoader loader, Shell shell) {
    this.loader = loader;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    String label = modules.label;
    if (label == null || label.isBlank() || !label.strip().equals(label)) {
      throw CommandFailure.usage("say how the token is to be called: --label TEXT");
    }
    if (label.getBytes(StandardCharsets.UTF_8).length > 32) {
      throw CommandFailure.usage("a label has at most 32 bytes (CK_TOKEN_INFO)");
    }
    ModuleConfig config = modules.config();
    try (OpenModules loaded = new OpenModules(loader, Map.of())) {
      Cryptoki cryptoki = loaded.cryptoki(config);
      if (!(cryptoki instanceof Provisioning provisioning)) {
        throw CommandFailure.usage("only the driver foreign can initialise tokens");
      }
      long slot = chosen(cryptoki);
      confirm(cryptoki.tokenInfo(slot), slot);
      provision(cryptoki, provisioning, slot, label);
      cryptoki.close();
      cryptoki.initialise();
      report(cryptoki, config, label);
      return HsmCommand.FINE;
    }
  }

  private long chosen(Cryptoki cryptoki) {
    List<Long> fitting = new ArrayList<>();
    for (long slot : cryptoki.slotsWithToken()) {
      TokenInfo info = cryptoki.tokenInfo(slot);
      boolean initialised = info.has(Pkcs11.CKF_TOKEN_INITIALIZED);
      boolean named =
          (modules.slot == null || modules.slot == slot)
              && (modules.serial == null || modules.serial.equals(info.serial()));
      if (!named) {
        continue;
      }
      if (wipe == null && initialised && (modules.slot != null || modules.serial != null)) {
        throw CommandFailure.failed(
            "slot "
                + Long.toUnsignedString(slot)
                + " holds the initialised token '"
                + Table.printable(info.label())
                + "'; to lose its keys and make it anew, repeat that label: --wipe LABEL");
      }
      if (wipe == null ? !initialised : initialised && wipe.equals(info.label())) {
        fitting.add(slot);
      }
    }
    if (fitting.isEmpty()) {
      throw CommandFailure.failed(
          wipe == null
              ? "no slot holds a token that is not initialised; the module may want one to be"
                  + " inserted or made, or --wipe LABEL makes one anew"
              : "no initialised token has the label that --wipe names");
    }
    // Of empty slots one is as good as another; of tokens with keys it is not.
    if (wipe != null && fitting.size() > 1) {
      throw CommandFailure.failed(
          fitting.size() + " tokens have that label; say which one: --slot or --serial");
    }
    return fitting.getFirst();
  }

  private void confirm(TokenInfo info, long slot) {
    // INVARIANT I7, for the SO as for the user. A token that is not initialised has no PIN to lose,
    // and SoftHSM calls that locked.
    if (info.has(Pkcs11.CKF_TOKEN_INITIALIZED)
        && (info.has(Pkcs11.CKF_SO_PIN_LOCKED)
            || info.has(Pkcs11.CKF_SO_PIN_FINAL_TRY)
            || info.has(Pkcs11.CKF_SO_PIN_COUNT_LOW))) {
      throw CommandFailure.failed(
          "the PIN of the SO is locked or was given wrong before (CKF_SO_PIN_...); nothing was sent."
              + " Use the maker's tool");
    }
    if (wipe == null || yes) {
      return;
    }
    shell.note(
        "Every key on the token '"
            + Table.printable(info.label())
            + "', serial "
            + Table.printable(info.serial())
            + ", slot "
            + Long.toUnsignedString(slot)
            + ", will be lost for ever.");
    if (!shell.confirmed("Type the serial to go on:", info.serial())) {
      throw CommandFailure.failed("that is not its serial; nothing was done");
    }
  }

  private void provision(Cryptoki cryptoki, Provisioning provisioning, long slot, String label) {
    char[] officer = pin(soPin, "PIN of the SO");
    try {
      char[] user = pin(userPin, "PIN of the user");
      try {
        TokenLimits limits = provisioning.limits(slot);
        requireLength(officer, limits, "SO");
        requireLength(user, limits, "user");
        provisioning.initToken(slot, officer, label);
        provisioning.initPin(now(cryptoki, slot, label), officer, user);
      } finally {
        Arrays.fill(user, '\0');
      }
    } finally {
      Arrays.fill(officer, '\0');
    }
  }

  private static char[] pin(@Nullable Path file, String what) {
    return file == null ? Shell.newPin(what) : new PinSource.OfFile(file).read();
  }

  private static void requireLength(char[] pin, TokenLimits limits, String whose) {
    int bytes = 0;
    for (char c : pin) {
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    if (limits.maxPin() > 0 && (bytes < limits.minPin() || bytes > limits.maxPin())) {
      throw CommandFailure.failed(
          "the token takes PINs of "
              + limits.minPin()
              + " to "
              + limits.maxPin()
              + " bytes, and that of the "
              + whose
              + " is not; nothing was done");
    }
  }

  /** Some modules move a token to another slot when it gets its label. */
  private static long now(Cryptoki cryptoki, long slot, String label) {
    if (cryptoki.tokenInfo(slot).label().equals(label)) {
      return slot;
    }
    for (long other : cryptoki.slotsWithToken()) {
      if (cryptoki.tokenInfo(other).label().equals(label)) {
        return other;
      }
    }
    return slot;
  }

  private void report(Cryptoki cryptoki, ModuleConfig config, String label) {
    List<TokenInfo> found = new ArrayList<>();
    for (long slot : cryptoki.slotsWithToken()) {
      TokenInfo info = cryptoki.tokenInfo(slot);
      if (info.label().equals(label)
          && info.has(Pkcs11.CKF_TOKEN_INITIALIZED | Pkcs11.CKF_USER_PIN_INITIALIZED)) {
        found.add(info);
      }
    }
    if (found.isEmpty()) {
      throw CommandFailure.failed(
          "the module took everything, but shows no token '"
              + label
              + "' with a user PIN now; look with: hsm doctor");
    }
    TokenInfo made = found.getFirst();
    shell.out().println("Token '" + label + "' is ready; its serial is " + made.serial() + ".");
    if (found.size() > 1) {
      shell.out().println("Another token has this label too; tell them apart by serial.");
    }
    shell.out().println("Configuration to paste, to be completed by what hsm doctor measures:");
    PinSource pin = userPin == null ? null : new PinSource.OfFile(userPin);
    new SuggestedVaults(config, modules.profile(), pin)
        .yaml(new Diagnosis.Advice(label, made.serial(), found.size() > 1, 0, Set.of()))
        .lines()
        .forEach(line -> shell.out().println("  " + line));
  }
}
