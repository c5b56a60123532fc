package dev.sealwright.api.auth;

import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.engine.authority.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The side of a CA in a decision, asked only for what the decision turns on.
 *
 * <p>Threads: made for one request and used by its thread.
 */
public interface Holding {
  /** A CA that does not exist holds nothing, which is all that a stranger learns of it. */
  Holding NOTHING =
      new Holding() {
        @Override
        public Optional<PolicyDocument> policy() {
          return Optional.empty();
        }

        @Override
        public Map<String, String> tags() {
          return Map.of();
        }

        @Override
        public List<Permission> permissions() {
          return List.of();
        }
      };

  Optional<PolicyDocument> policy();

  Map<String, String> tags();

  List<Permission> permissions();
}
