package dev.sealwright.api.http;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the service can do its work now.
 *
 * @param reasons what each part says of itself, in a few words without secrets
 */
public record Health(boolean ready, SortedMap<String, String> reasons) {
  public Health {
    reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
  }
}
