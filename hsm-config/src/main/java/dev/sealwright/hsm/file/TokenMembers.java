package dev.sealwright.hsm.file;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.NearMiss;
import dev.sealwright.hsm.yaml.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one token of a vault. */
final class TokenMembers {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final Pattern LABEL = Pattern.compile("(?! )\\P{Cntrl}{1,32}(?<! )");
  private static final Pattern SERIAL = Pattern.compile("(?! )[\\x20-\\x7e]{1,16}(?<! )");

  private final Problems problems;
  private final ModuleMembers modules;
  private final PinMember pins;

  TokenMembers(List<Driver> offered, Problems problems) {
    this.problems = problems;
    this.modules = new ModuleMembers(offered);
    this.pins = new PinMember(problems);
  }

  /** The token; nothing when a problem leaves none. */
  Optional<VaultConfig.Member> read(Members members) {
    Optional<String> name = members.required("name", NAME, VaultKey.taken("name"));
    Profile profile = Treatment.over(profile(members), members, problems);
    Optional<ModuleConfig> module = modules.read(members, profile);
    Optional<String> label = members.optional("label", LABEL, VaultKey.taken("label"));
    Optional<String> serial = members.optional("serial", SERIAL, VaultKey.taken("serial"));
    if (members.node("label").isEmpty() && members.node("serial").isEmpty()) {
      members.refuse("label", "is missing; expected the token's label, its serial, or both");
    }
    Optional<PinSource> pin = pins.read(members, name);
    int lanes =
        Values.number(members, "lanes", 1, TokenConfig.MOST_LANES)
            .orElseGet(() -> advised(profile));
    Optional<Set<StorageStandard>> standards = standards(members);
    int weight = Values.number(members, "weight", 1, VaultConfig.Member.MOST_WEIGHT).orElse(1);
    if (name.isEmpty()
        || module.isEmpty()
        || (label.isEmpty() && serial.isEmpty())
        || pin.isEmpty()
        || standards.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new VaultConfig.Member(
            new TokenConfig(
                name.get(),
                module.get(),
                label.orElse(null),
                serial.orElse(null),
                pin.get(),
                lanes,
                standards.get(),
                profile),
            weight));
  }

  /** As a caller of CreateCertificateAuthority asks for it. */
  private static String written(StorageStandard standard) {
    return standard.name() + "_OR_HIGHER";
  }

  private static int advised(Profile profile) {
    int processors = Runtime.getRuntime().availableProcessors();
    return profile.lanesOr(Math.clamp(processors, 2, TokenConfig.MOST_LANES));
  }

  private static Profile profile(Members members) {
    List<String> names = Profiles.names();
    Optional<String> said =
        members.value("profile", "one of " + String.join(", ", names), Optional::of);
    if (said.isEmpty()) {
      return Profile.STANDARD;
    }
    Optional<Profile> known = Profiles.find(said.get());
    if (known.isEmpty()) {
      members.refuse(
          "profile",
          "expected one of " + String.join(", ", names) + NearMiss.hint(said.get(), names));
    }
    return known.orElse(Profile.STANDARD);
  }

  /** Said for each token, since only the operator knows, and callers rely on it. */
  private Optional<Set<StorageStandard>> standards(Members members) {
    if (members.node("standards").isEmpty()) {
      members.refuse(
          "standards",
          "is missing; expected a list of those that the token is certified for, of "
              + Values.listed(Arrays.asList(StorageStandard.values()), TokenMembers::written, ", ")
              + ", or []");
      return Optional.empty();
    }
    return Values.someOf(
        members, "standards", StorageStandard.class, TokenMembers::written, problems);
  }
}
