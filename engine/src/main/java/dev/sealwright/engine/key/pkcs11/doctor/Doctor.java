package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.TokenContents;
import dev.sealwright.engine.x509.SignatureAlgorithm.KeyFamily;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.TokenConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Examines the token that an {@link Examination} names: what it says, what it does, how fast.
 *
 * <p>Looks at the flags before it logs in and stops when a PIN could be lost (INVARIANT I7). What
 * it makes on the token it destroys again, also after a failure; what it could not destroy it
 * reports.
 *
 * <p>Threads: one examination at a time, which starts threads of its own. A call that does not
 * return ends the examination; its thread stays behind.
 */
public final class Doctor {
  private final Examination order;
  private final Cryptoki cryptoki;
  private final LoadedModule module;
  private final Consumer<String> progress;
  private final Watchdog watchdog;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Trial> trials = new ArrayList<>();
  private final List<Speed> speeds = new ArrayList<>();
  private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
  private List<Diagnosis.Slot> slots = List.of();
  private Diagnosis.@Nullable Examined examined;

  private Doctor(Examination order, Cryptoki cryptoki, Consumer<String> progress) {
    this.order = order;
    this.cryptoki = cryptoki;
    this.module = new LoadedModule(cryptoki);
    this.progress = progress;
    this.watchdog = new Watchdog(order.patience());
  }

  /**
   * Examines; a token that fails is a finding, not an exception.
   *
   * @param cryptoki initialised; the caller's to close, unless {@link Diagnosis#hanging}
   * @param progress told what comes next, for people who wait
   * @throws CryptokiException when not even C_GetInfo works
   */
  public static Diagnosis examine(Examination order, Cryptoki cryptoki, Consumer<String> progress) {
    return new Doctor(order, cryptoki, progress).run();
  }

  private Diagnosis run() {
    var identity = module.identity(order.module());
    boolean hanging = false;
    try {
      examineToken();
    } catch (CryptokiException | CaException e) {
      findings.add(Finding.problem(String.valueOf(e.getMessage()), "the examination ended here"));
    } catch (Watchdog.Hanging e) {
      hanging = true;
      findings.add(
          Finding.problem(
              e.getMessage(),
              "the examination ended here; scratch keys may be left, the next one removes them"));
    }
    return new Diagnosis(identity, slots, examined, trials, speeds, findings, advice(), hanging);
  }

  private void examineToken() {
    progress.accept("reading slots and mechanisms");
    slots = TokenReading.slots(cryptoki);
    Diagnosis.Slot chosen = chosen();
    if (chosen == null) {
      return;
    }
    Diagnosis.Examined token = TokenReading.token(cryptoki, chosen, findings);
    examined = token;
    findings.addAll(TokenReading.of(token));
    List<Finding> flags = TokenReading.flags(chosen.info());
    findings.addAll(flags);
    if (flags.stream().anyMatch(flag -> flag.severity() == Finding.Severity.PROBLEM)) {
      return;
    }
    PinSource pin = order.pin();
    if (pin == null) {
      findings.add(
          Finding.problem(
              "no PIN was given", "nothing that needs a login was examined; name a source of it"));
      return;
    }
    // Not closed when a call hangs: its thread needs the login to destroy its key once it is back.
    Token scratch = TokenContents.forScratch(config(chosen, pin), module, order.marker());
    try {
      work(scratch, token);
    } catch (CryptokiException | CaException e) {
      scratch.close();
      throw e;
    }
    scratch.close();
  }

  private void work(Token token, Diagnosis.Examined what) {
    progress.accept("logging in");
    int left = watchdog.within("the login", () -> leftovers(token));
    for (Ability ability : what.abilities()) {
      if (order.tried().contains(ability.spec())) {
        tryOut(token, what.slot().slot(), ability);
      }
    }
    for (Ability ability : what.abilities()) {
      if (order.measured().contains(ability.spec()) && !order.step().isZero()) {
        measure(token, ability);
      }
    }
    int still = watchdog.within("the last look", new TokenContents(token)::scratchObjects);
    if (still > left) {
      findings.add(
          Finding.problem(
              still - left + " objects of scratch keys are still on the token",
              "they could not be destroyed; examine again with their removal asked for"));
    }
  }

  /** How many there are that are not to be removed. */
  private int leftovers(Token token) {
    token.open().close();
    int found = new TokenContents(token).scratchObjects();
    if (found > 0 && order.removeScratch()) {
      int removed = new TokenContents(token).destroyScratch();
      findings.add(
          Finding.fact(
              removed + " objects of scratch keys were left by an earlier examination",
              "they were destroyed"));
      return 0;
    }
    if (found > 0) {
      findings.add(
          Finding.problem(
              found + " objects of scratch keys were left by an earlier examination",
              "nothing needs them; examine again with their removal asked for"));
    }
    return found;
  }

  private void tryOut(Token token, long slot, Ability ability) {
    KeySpec spec = ability.spec();
    if (ability.algorithms().isEmpty()) {
      trials.add(Trial.notOffered(spec));
      return;
    }
    progress.accept("trying " + spec);
    boolean first = trials.stream().noneMatch(done -> isLike(done, spec.family()));
    QuirkProbe probe = new QuirkProbe(cryptoki, slot);
    List<Finding> seen = new ArrayList<>();
    Trial trial =
        watchdog.within(
            "the trial of " + spec,
            () ->
                new TrialRun(token, ability)
                    .run(key -> {
                      if (first) {
                        seen.addAll(probe.of(key));
                      }
                    }));
    var custody = trial.custody();
    if (custody != null) {
      if (Boolean.FALSE.equals(custody.local())) {
        quirks.add(Quirk.NOT_CKA_LOCAL);
      }
      seen.addAll(QuirkProbe.of(spec, custody));
    }
    seen.stream().filter(finding -> !findings.contains(finding)).forEach(findings::add);
    trials.add(trial);
    report(trial);
  }

  private static boolean isLike(Trial done, KeyFamily family) {
    return done.outcome() == Trial.Outcome.WORKS && done.spec().family() == family;
  }

  private void report(Trial trial) {
    if (trial.trouble() != null) {
      findings.add(
          Finding.problem(
              trial.spec() + " does not work: " + trial.trouble(), "make no CA with such a key"));
    }
    for (Trial.Signature signature : trial.signatures()) {
      if (signature.trouble() != null) {
        findings.add(
            Finding.problem(
                trial.spec()
                    + " does not sign with "
                    + signature.algorithm()
                    + ": "
                    + signature.trouble(),
                "the token offers what it does not do; make no such CA"));
      }
    }
    if (trial.leftOver()) {
      findings.add(
          Finding.problem(
              "the scratch key of " + trial.spec() + " could not be destroyed",
              "it may still be on the token, labelled " + TokenContents.SCRATCH_LABEL));
    }
  }

  private void measure(Token token, Ability ability) {
    KeySpec spec = ability.spec();
    if (trials.stream()
        .noneMatch(done -> done.spec() == spec && done.outcome() == Trial.Outcome.WORKS)) {
      return;
    }
    progress.accept("measuring " + spec);
    var algorithm = ability.algorithms().getFirst();
    Speed speed =
        watchdog.within(
            "the measurement of " + spec,
            () -> {
              ScratchKey scratch = new ScratchKey(token, spec);
              try {
                return new SpeedRun(
                        token, scratch.make(), algorithm, order.step(), order.mostSessions())
                    .run();
              } finally {
                scratch.destroy();
              }
            });
    speeds.add(speed);
    if (speed.stopped() != null) {
      findings.add(
          Finding.quirk(
              "the measurement of " + spec + " stopped " + speed.stopped(),
              "configure fewer lanes than that"));
    }
  }

  /** The token asked for, or null with the reason among the findings. */
  private Diagnosis.@Nullable Slot chosen() {
    List<Diagnosis.Slot> fitting =
        slots.stream()
            .filter(order.choice()::fits)
            .filter(slot -> !order.choice().isOpen() || TokenReading.isInitialised(slot.info()))
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    if (fitting.isEmpty()) {
      findings.add(
          Finding.problem(
              order.choice().isOpen()
                  ? "no slot holds an initialised token"
                  : "no slot holds the token that was asked for",
              "initialise one, or ask for one of those listed"));
    } else {
      findings.add(
          Finding.problem(
              fitting.size() + " tokens could be meant", "say which one by slot or serial"));
    }
    return null;
  }

  /** Departures that cost nothing but a setting are let pass, to be reported. */
  private TokenConfig config(Diagnosis.Slot chosen, PinSource pin) {
    var quirks = EnumSet.of(Quirk.NOT_CKA_LOCAL);
    quirks.addAll(order.profile().quirks());
    var info = chosen.info();
    return new TokenConfig(
        info.label().isBlank() ? info.serial() : info.label(),
        order.module(),
        info.label().isBlank() ? null : info.label(),
        TokenReading.usableSerial(info).orElse(null),
        pin,
        1,
        Set.of(),
        order.profile().withQuirks(quirks));
  }

  private Diagnosis.@Nullable Advice advice() {
    Diagnosis.Examined token = examined;
    if (token == null) {
      return null;
    }
    var info = token.slot().info();
    Set<Quirk> needed = EnumSet.noneOf(Quirk.class);
    needed.addAll(quirks);
    needed.removeAll(order.profile().quirks());
    return new Diagnosis.Advice(
        info.label(),
        info.serial(),
        slots.stream().filter(slot -> slot.info().label().equals(info.label())).count() > 1,
        speeds.stream().mapToInt(Speed::knee).max().orElse(0),
        needed);
  }
}
