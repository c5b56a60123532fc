package dev.sealwright.api.cli;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.engine.key.pkcs11.doctor.Doctor;
import dev.sealwright.engine.key.pkcs11.doctor.Examination;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.TokenConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hsm doctor}: examines a token and says which settings suit it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Examines a token: what it offers, what of that works, how fast, with which settings.",
      "Makes scratch keys on it and destroys them again. Without --module or --profile it examines"
          + " a token of the configuration."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final Set<KeySpec> MEASURED = EnumSet.of(KeySpec.EC_P256, KeySpec.RSA_2048);

  private final Site.Source site;
  private final ModuleLoader loader;
  private final Shell shell;

  @Mixin private final ModuleOptions modules = new ModuleOptions();
  @Mixin private final PinOptions pins = new PinOptions();

  @Option(
      names = "--token",
      paramLabel = "NAME",
      description = "A token of the configuration, if it has several.")
  private @Nullable String token;

  @Option(
      names = "--measure",
      split = ",",
      paramLabel = "KIND",
      description = "Kinds of key whose speed is measured: ${COMPLETION-CANDIDATES}.")
  private KeySpec @Nullable [] measured;

  @Option(
      names = "--seconds",
      paramLabel = "NUMBER",
      description = "How long each step of a measurement takes; 0 to measure nothing.")
  private double seconds = 2;

  @Option(
      names = "--sessions",
      paramLabel = "NUMBER",
      description = "Most sessions at once in a measurement.")
  private int sessions = 32;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "Longest that the trial of one kind of key may take.")
  private int patience = 180;

  @Option(
      names = "--remove-scratch",
      description = "Destroys scratch keys that an earlier examination left behind.")
  private boolean removeScratch;

  @Option(names = "--json", description = "The whole report as JSON.")
  private boolean json;

  DoctorCommand(Site.Source site, ModuleLoader loader, Shell shell) {
    this.loader = loader;
    this.site = site;
    this.shell = shell;
  }

  /** What is examined, wherever it was named. */
  private record Subject(
      ModuleConfig module,
      Examination.Choice choice,
      @Nullable PinSource pin,
      RefusalMarker marker,
      Profile profile,
      Map<String, String> environment) {}

  @Override
  public Integer call() {
    if (!(seconds >= 0 && seconds <= 600) || sessions < 1 || sessions > 256 || patience < 1) {
      throw CommandFailure.usage(
          "--seconds must be 0 to 600, --sessions 1 to 256, --patience at least 1");
    }
    Subject subject = modules.given() ? named() : configured();
    PinSource pin = subject.pin();
    if (pin != null) {
      pin.prepare();
    }
    Diagnosis seen;
    try (OpenModules loaded = new OpenModules(loader, subject.environment())) {
      seen =
          Doctor.examine(
              new Examination(
                  subject.module(),
                  subject.choice(),
                  pin,
                  subject.marker(),
                  subject.profile(),
                  EnumSet.allOf(KeySpec.class),
                  measured == null ? MEASURED : Set.copyOf(Arrays.asList(measured)),
                  Duration.ofMillis((long) (1000 * seconds)),
                  sessions,
                  Duration.ofSeconds(patience),
                  removeScratch),
              loaded.cryptoki(subject.module()),
              step -> shell.note("==> " + step));
      if (seen.hanging()) {
        loaded.abandon();
      }
    } finally {
      if (pin != null) {
        pin.forget();
      }
    }
    SuggestedVaults suggested = new SuggestedVaults(subject.module(), subject.profile(), pin);
    if (json) {
      shell.out().println(DiagnosisJson.of(seen, suggested));
    } else {
      new DiagnosisText(shell.out()).write(seen, suggested);
    }
    return seen.sound() ? HsmCommand.FINE : HsmCommand.FAILED;
  }

  private Subject named() {
    String name = modules.label == null ? "of the module" : modules.label;
    return new Subject(
        modules.config(),
        modules.choice(),
        pins.source(name).orElse(null),
        RefusalMarker.NONE,
        modules.profile(),
        Map.of());
  }

  private Subject configured() {
    Site here = site.get();
    TokenConfig config = chosen(here).token();
    return new Subject(
        config.module(),
        new Examination.Choice(config.label(), null, config.serial()),
        pins.given() ? pins.source(config.name()).orElse(null) : config.pin(),
        here.marker(config),
        config.profile(),
        here.environment());
  }

  private Site.Held chosen(Site here) {
    String name = token;
    if (name != null) {
      return here.token(name)
          .orElseThrow(() -> CommandFailure.usage("no token of that name is configured"));
    }
    List<Site.Held> all = here.tokens();
    if (all.size() != 1) {
      throw CommandFailure.usage(
          "say which token: --token with one of "
              + all.stream().map(held -> held.token().name()).toList());
    }
    return all.getFirst();
  }
}
