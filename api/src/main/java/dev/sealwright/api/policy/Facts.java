package dev.sealwright.api.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What conditions may ask about a call beside its principal, action and resource.
 *
 * @param region of this server
 * @param templateArn of an issuance
 * @param requestTags tags that the request brings, by key; an absent value counts as empty
 * @param resourceTags tags of the CA, by key; asked only when a condition does
 * @param resourceAccount owner of the CA
 * @param sourceIp address that the connection comes from, without port
 */
public record Facts(
    Instant now,
    String region,
    @Nullable String templateArn,
    Map<String, String> requestTags,
    Supplier<Map<String, String>> resourceTags,
    @Nullable String resourceAccount,
    @Nullable String sourceIp) {
  public Facts {
    requestTags = requestTags.isEmpty() ? Map.of() : new LinkedHashMap<>(requestTags);
  }
}
