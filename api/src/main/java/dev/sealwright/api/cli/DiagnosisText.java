package dev.sealwright.api.cli;

import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.doctor.Ability;
import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.engine.key.pkcs11.doctor.Finding;
import dev.sealwright.engine.key.pkcs11.doctor.MechanismNames;
import dev.sealwright.engine.key.pkcs11.doctor.Speed;
import dev.sealwright.engine.key.pkcs11.doctor.Trial;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A diagnosis as tables for people. */
final class DiagnosisText {
  private static final String INDENT = "  ";

  private final PrintWriter out;

  DiagnosisText(PrintWriter out) {
    this.out = out;
  }

  void write(Diagnosis seen, SuggestedVaults suggested) {
    var module = seen.module();
    head("Module");
    out.println(INDENT + module.path() + " through " + module.driver().toLowerCase(Locale.ROOT));
    out.println(
        INDENT
            + Table.printable(module.description() + ", " + module.manufacturer())
            + ", library "
            + module.libraryVersion()
            + ", PKCS#11 "
            + module.cryptokiVersion());
    out.println(INDENT + "SHA-256 " + (module.sha256() == null ? "not read" : module.sha256()));
    head("Slots");
    slots(seen.slots(), seen.token());
    Diagnosis.Examined token = seen.token();
    if (token != null) {
      head("Mechanisms (" + token.mechanisms().size() + " listed)");
      mechanisms(token);
      head("What a CA could use, by that list");
      abilities(token.abilities());
    }
    if (!seen.trials().isEmpty()) {
      head("Trials with scratch keys");
      trials(seen.trials());
    }
    for (Speed speed : seen.speeds()) {
      head("Signatures per second, " + ApiNames.of(speed.spec()) + " " + speed.algorithm());
      speed(speed);
    }
    head("Findings");
    findings(seen.findings());
    Diagnosis.Advice advice = seen.advice();
    if (advice != null) {
      head("Configuration to paste");
      suggested.yaml(advice).lines().forEach(line -> out.println(INDENT + line));
    }
    out.println();
    out.println(
        seen.sound() ? "The token can serve a CA." : "There are problems; see the findings.");
  }

  private void head(String text) {
    out.println();
    out.println(text);
  }

  private void slots(List<Diagnosis.Slot> slots, Diagnosis.@Nullable Examined token) {
    Table table = new Table("", "slot", "label", "model", "serial", "firmware", "flags");
    for (Diagnosis.Slot slot : slots) {
      TokenInfo info = slot.info();
      table.add(
          token != null && token.slot().slot() == slot.slot() ? "*" : "",
          Long.toUnsignedString(slot.slot()),
          info.label(),
          (info.manufacturer() + " " + info.model()).strip(),
          info.serial(),
          info.firmware().toString(),
          String.join(" ", TokenFlagNames.of(info)));
    }
    table.print(out, INDENT);
  }

  /** Those that a CA needs or might; the JSON form has all. */
  private void mechanisms(Diagnosis.Examined token) {
    Table table = new Table("mechanism", "least key", "most key");
    token
        .mechanisms()
        .forEach((mechanism, info) -> {
          String name = MechanismNames.of(mechanism);
          if (name.startsWith("CKM_")) {
            table.add(name, Long.toString(info.least()), Long.toString(info.most()));
          }
        });
    table.print(out, INDENT);
    out.println(
        INDENT
            + (token.seals() ? "Seals" : "Does not seal")
            + " secrets of the configuration (AES-GCM).");
  }

  private void abilities(List<Ability> abilities) {
    Table table = new Table("KeyAlgorithm", "SigningAlgorithm", "missing");
    for (Ability ability : abilities) {
      table.add(
          ApiNames.of(ability.spec()).name(),
          ability.algorithms().isEmpty()
              ? "-"
              : ability.algorithms().stream()
                  .map(each -> ApiNames.of(each).name())
                  .collect(Collectors.joining(" ")),
          String.join("; ", ability.missing()));
    }
    table.print(out, INDENT);
  }

  private void trials(List<Trial> trials) {
    Table table = new Table("key", "result", "made in", "signatures", "custody");
    for (Trial trial : trials) {
      long good = trial.signatures().stream().filter(each -> each.trouble() == null).count();
      table.add(
          ApiNames.of(trial.spec()).name(),
          switch (trial.outcome()) {
            case WORKS -> "works";
            case FAILED -> "FAILED";
            case NOT_OFFERED -> "not offered";
          },
          millis(trial.made()),
          trial.signatures().isEmpty() ? "" : good + " of " + trial.signatures().size() + " verify",
          custody(trial.custody()));
    }
    table.print(out, INDENT);
  }

  private static String millis(@Nullable Duration made) {
    return made == null ? "" : made.toMillis() + " ms";
  }

  static String custody(@Nullable CustodyAttributes custody) {
    if (custody == null) {
      return "";
    }
    return (custody.kept() ? "kept" : "NOT KEPT AS A CA KEY")
        + (custody.local() == null
            ? ", CKA_LOCAL not given"
            : custody.local() ? ", local" : ", not local");
  }

  private void speed(Speed speed) {
    Table table = new Table("sessions", "per second", "");
    for (Speed.Step step : speed.steps()) {
      table.add(
          Integer.toString(step.sessions()),
          String.format(Locale.ROOT, "%.1f", step.perSecond()),
          step.sessions() == speed.knee() ? "<- enough" : "");
    }
    table.print(out, INDENT);
  }

  private void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      out.println(INDENT + "none");
    }
    for (Finding.Severity severity :
        List.of(Finding.Severity.PROBLEM, Finding.Severity.QUIRK, Finding.Severity.FACT)) {
      for (Finding finding : findings) {
        if (finding.severity() == severity) {
          out.println(
              INDENT
                  + severity.name().toLowerCase(Locale.ROOT)
                  + ": "
                  + Table.printable(finding.what()));
          out.println(INDENT + INDENT + INDENT + Table.printable(finding.meaning()));
        }
      }
    }
  }
}
