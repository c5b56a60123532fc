package dev.sealwright.hsm.file;

import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.ReturnCodes;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.NearMiss;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.Shown;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a token wants to be treated: the keys that a profile and a token have in common. */
final class Treatment {
  static final List<String> KEYS =
      List.of("quirks", "deadline", "unclearLimit", "unclearPause", "keepAlive", "reactions");

  private static final List<Reaction> REACTIONS = Arrays.asList(Reaction.values());

  private Treatment() {}

  /** The base with what is said on top: single reactions in place of its, quirks as a whole. */
  static Profile over(Profile base, Members members, Problems problems) {
    Profile profile = base;
    profile =
        Values.someOf(members, "quirks", Quirk.class, Quirk::name, problems)
            .map(profile::withQuirks)
            .orElse(profile);
    profile =
        Values.duration(members, "deadline", Profile.SHORTEST_DEADLINE, Profile.LONGEST_DEADLINE)
            .map(profile::withDeadline)
            .orElse(profile);
    profile =
        Values.number(members, "unclearLimit", 1, Profile.MOST_UNCLEAR)
            .map(profile::withUnclearLimit)
            .orElse(profile);
    profile =
        Values.duration(members, "unclearPause", Duration.ZERO, Profile.LONGEST_UNCLEAR_PAUSE)
            .map(profile::withUnclearPause)
            .orElse(profile);
    profile =
        Values.duration(members, "keepAlive", Duration.ZERO, Profile.LONGEST_KEEP_ALIVE)
            .map(profile::withKeepAlive)
            .orElse(profile);
    Map<Long, Reaction> reactions = new HashMap<>(profile.reactions());
    reactions.putAll(reactions(members, problems));
    return profile.withReactions(reactions);
  }

  private static Map<Long, Reaction> reactions(Members members, Problems problems) {
    Map<Long, Reaction> reactions = new HashMap<>();
    Map<Long, Place> places = new HashMap<>();
    members
        .node("reactions")
        .ifPresent(said -> {
          if (!(said instanceof Node.Mapping mapping)) {
            members.refuse("reactions", "expected a mapping of return values to reactions");
            return;
          }
          mapping
              .members()
              .forEach((written, node) -> {
                String path = members.path("reactions") + "." + Shown.of(written);
                Optional<Long> code = ReturnCodes.of(written);
                if (code.isEmpty()) {
                  problems.add(
                      node.place(),
                      path,
                      "expected a name such as CKR_DEVICE_ERROR, or a number such as 0x8000002f"
                          + NearMiss.hint(written, ReturnCodes.byName().keySet()));
                  return;
                }
                Optional<Reaction> reaction = reaction(node);
                if (reaction.isEmpty()) {
                  problems.add(
                      node.place(),
                      path,
                      "expected " + Values.listed(REACTIONS, Reaction::name, " or "));
                  return;
                }
                Place earlier = places.putIfAbsent(code.get(), node.place());
                if (earlier != null) {
                  problems.add(node.place(), path, "stands twice, first at " + earlier);
                } else if (!Profile.allows(code.get(), reaction.get())) {
                  problems.add(
                      node.place(),
                      path,
                      "expected OPERATOR: a PIN that was refused is never tried again by itself");
                } else {
                  reactions.put(code.get(), reaction.get());
                }
              });
        });
    return reactions;
  }

  private static Optional<Reaction> reaction(Node node) {
    return node instanceof Node.Scalar scalar
        ? REACTIONS.stream().filter(r -> r.name().equals(scalar.text())).findFirst()
        : Optional.empty();
  }
}
