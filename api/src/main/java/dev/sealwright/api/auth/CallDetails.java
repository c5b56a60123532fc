package dev.sealwright.api.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request holds that conditions may ask about.
 *
 * @param templateArn of an issuance
 * @param tags that the request brings, by key
 */
public record CallDetails(@Nullable String templateArn, Map<String, String> tags) {
  public static final CallDetails NONE = new CallDetails(null, Map.of());

  public CallDetails {
    tags = tags.isEmpty() ? Map.of() : new LinkedHashMap<>(tags);
  }

  public static CallDetails template(String arn) {
    return new CallDetails(arn, Map.of());
  }

  public static CallDetails tags(Map<String, String> tags) {
    return new CallDetails(null, tags);
  }
}
