package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.doctor.Diagnosis;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The section of the configuration that suits an examined token, to be pasted.
 *
 * @param pin where the PIN came from; absent when none was given
 */
record SuggestedVaults(ModuleConfig module, Profile profile, @Nullable PinSource pin) {
  private static final int LONGEST_NAME = 64;

  String yaml(Diagnosis.Advice advice) {
    StringBuilder yaml = new StringBuilder("vaults:\n");
    String name = name(advice.label());
    yaml.append("  - name: ").append(quoted(name)).append('\n');
    yaml.append("    tokens:\n");
    yaml.append("      - name: ").append(quoted(name)).append('\n');
    add(yaml, "profile", profile.name());
    add(yaml, "module", quoted(module.path().toString()));
    if (module.driver() != Driver.FOREIGN) {
      add(yaml, "driver", module.driver().name().toLowerCase(Locale.ROOT));
    }
    String reserved = module.reserved();
    if (reserved != null) {
      add(yaml, "reserved", quoted(reserved));
    }
    if (!advice.label().isBlank()) {
      add(yaml, "label", quoted(advice.label()));
    }
    if (advice.ambiguous() || advice.label().isBlank()) {
      add(yaml, "serial", quoted(advice.serial()));
    }
    add(yaml, "pin", source());
    if (advice.lanes() > 0) {
      add(yaml, "lanes", Integer.toString(advice.lanes()));
    }
    add(yaml, "standards", "[]  # what you declare the token to meet");
    if (!advice.quirks().isEmpty()) {
      Set<Quirk> all = EnumSet.copyOf(advice.quirks());
      all.addAll(profile.quirks());
      add(
          yaml,
          "quirks",
          all.stream().map(Quirk::name).collect(Collectors.joining(", ", "[", "]")));
    }
    return yaml.toString();
  }

  private String source() {
    return switch (pin) {
      case null -> "{file: /etc/sealwright/pin}";
      case PinSource.OfFile file ->
          "{file: " + quoted(file.path().toAbsolutePath().normalize().toString()) + "}";
      case PinSource.OfEnvironment environment ->
          "{environment: " + quoted(environment.variable()) + "}";
      case PinSource.OfCredential credential -> "{credential: " + quoted(credential.name()) + "}";
      case PinSource.OfPrompt prompt -> "{prompt: true}";
    };
  }

  private static void add(StringBuilder yaml, String key, String value) {
    yaml.append("        ").append(key).append(": ").append(value).append('\n');
  }

  /** As the configuration takes names; keys record it, so it should be thought about. */
  private static String name(String label) {
    String name = label.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[._-]+", "");
    return name.isEmpty() ? "token" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** Double quotes, which know the escapes that a label may need. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c < 0x20 || c == 0x7f) {
            quoted.append(String.format(Locale.ROOT, "\\x%02x", c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}
