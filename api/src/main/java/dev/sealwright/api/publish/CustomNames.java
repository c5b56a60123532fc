package dev.sealwright.api.publish;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.RevocationSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The host names that CAs have of their own: CustomCname and OcspCustomCname. Read anew from the
 * record when what is known is some seconds old, however many hosts are asked for that nobody has.
 *
 * <p>Threads: shared; one reads anew at a time, the others go by what is known.
 */
final class CustomNames {
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
  private static final Duration FRESH = Duration.ofSeconds(2);

  private record Known(
      Map<String, Set<String>> buckets, Map<String, Set<AuthorityId>> responders, long since) {}

  private final Supplier<List<Authority>> authorities;
  private final LongSupplier nanoTime;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Known known;

  CustomNames(Supplier<List<Authority>> authorities, LongSupplier nanoTime) {
    this.authorities = authorities;
    this.nanoTime = nanoTime;
    this.known = new Known(Map.of(), Map.of(), nanoTime.getAsLong() - FRESH.toNanos());
  }

  /** The buckets of CAs with this CustomCname; mostly one. */
  Set<String> buckets(String host) {
    return known().buckets().getOrDefault(host, Set.of());
  }

  /** The CAs with this OcspCustomCname. */
  Set<AuthorityId> responders(String host) {
    return known().responders().getOrDefault(host, Set.of());
  }

  /**
   * As names are compared: small letters, no root dot, and no port, which clients leave out
   * (openssl) or say as they like.
   */
  static String normal(List<String> host) {
    return host.size() == 1 ? normal(host.getFirst()) : "";
  }

  private static String normal(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private Known known() {
    Known seen = known;
    if (nanoTime.getAsLong() - seen.since() < FRESH.toNanos() || !reading.tryLock()) {
      return seen;
    }
    try {
      known = read();
      return known;
    } finally {
      reading.unlock();
    }
  }

  private Known read() {
    long since = nanoTime.getAsLong();
    Map<String, Set<String>> buckets = new HashMap<>();
    Map<String, Set<AuthorityId>> responders = new HashMap<>();
    for (Authority authority : authorities.get()) {
      RevocationSettings.Crl crl = authority.revocation().crl();
      if (crl != null && crl.customCname() != null) {
        buckets.computeIfAbsent(normal(crl.customCname()), _ -> new TreeSet<>()).add(crl.bucket());
      }
      RevocationSettings.Ocsp ocsp = authority.revocation().ocsp();
      if (ocsp != null && ocsp.customCname() != null) {
        responders
            .computeIfAbsent(normal(ocsp.customCname()), _ -> new TreeSet<>())
            .add(authority.id());
      }
    }
    return new Known(buckets, responders, since);
  }
}
