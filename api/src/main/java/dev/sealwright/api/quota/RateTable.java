package dev.sealwright.api.quota;

import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.EngineLimits;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * How many requests each account may make of each operation.
 *
 * @param perSecond for every operation, 1 to {@link #MOST}
 * @param burst seconds' worth of requests that may come at once after a rest, 1 to {@link
 *     #LONGEST_BURST}
 */
public record RateTable(Map<Operation, Integer> perSecond, int burst) {
  /** The highest rate that can be set. */
  public static final int MOST = 1_000_000;

  /** The longest burst, in seconds. */
  public static final int LONGEST_BURST = 60;

  public RateTable {
    perSecond = Map.copyOf(perSecond);
    if (perSecond.size() != Operation.values().length || burst < 1 || burst > LONGEST_BURST) {
      throw new IllegalArgumentException("a rate for every operation, and a burst of 1 to 60 s");
    }
    perSecond.forEach((operation, rate) -> {
      if (rate < 1 || rate > MOST) {
        throw new IllegalArgumentException(operation.wireName() + " at " + rate + " a second");
      }
    });
  }

  /** The table that a preset means on a server of these limits. */
  public static RateTable of(Preset preset, EngineLimits limits) {
    return of(
        switch (preset) {
          case AWS -> RateTable::published;
          case OPEN -> operation -> open(operation, limits);
        });
  }

  private static RateTable of(ToIntFunction<Operation> rate) {
    Map<Operation, Integer> perSecond = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      perSecond.put(operation, rate.applyAsInt(operation));
    }
    return new RateTable(perSecond, 1);
  }

  /** This table with some rates in the place of its own. */
  public RateTable with(Map<Operation, Integer> set, int newBurst) {
    Map<Operation, Integer> merged = new EnumMap<>(perSecond);
    merged.putAll(set);
    return new RateTable(merged, newBurst);
  }

  public int of(Operation operation) {
    Integer rate = perSecond.get(operation);
    if (rate == null) {
      throw new IllegalStateException("checked above: every operation has a rate");
    }
    return rate;
  }

  /** The request rates of the published service, all per account and region. */
  private static int published(Operation operation) {
    return switch (operation) {
      case CREATE_CERTIFICATE_AUTHORITY,
          CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          CREATE_PERMISSION,
          DELETE_PERMISSION ->
          1;
      case PUT_POLICY, GET_POLICY, DELETE_POLICY, LIST_PERMISSIONS -> 5;
      case DELETE_CERTIFICATE_AUTHORITY,
          GET_CERTIFICATE_AUTHORITY_CSR,
          IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
          TAG_CERTIFICATE_AUTHORITY,
          UNTAG_CERTIFICATE_AUTHORITY,
          UPDATE_CERTIFICATE_AUTHORITY ->
          10;
      case DESCRIBE_CERTIFICATE_AUTHORITY,
          DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
          LIST_CERTIFICATE_AUTHORITIES,
          LIST_TAGS,
          RESTORE_CERTIFICATE_AUTHORITY,
          REVOKE_CERTIFICATE ->
          20;
      case ISSUE_CERTIFICATE -> 25;
      case GET_CERTIFICATE -> 75;
    };
  }

  /**
   * From the bounds of the engine. Its line holds about a quarter of a second of the fastest token
   * measured, so four lines a second are more than can be signed: what is beyond would have been
   * refused as BUSY anyway, but only after its CSR was verified. A key takes its place for some 60
   * ms at the least. A read costs an eighth of an issuance or less.
   */
  private static int open(Operation operation, EngineLimits limits) {
    int rate =
        switch (operation) {
          case CREATE_CERTIFICATE_AUTHORITY, CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
              16 * limits.foundings();
          case ISSUE_CERTIFICATE, REVOKE_CERTIFICATE -> 4 * limits.issuances();
          case UPDATE_CERTIFICATE_AUTHORITY,
              DELETE_CERTIFICATE_AUTHORITY,
              RESTORE_CERTIFICATE_AUTHORITY,
              IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
              CREATE_PERMISSION,
              DELETE_PERMISSION,
              PUT_POLICY,
              DELETE_POLICY,
              TAG_CERTIFICATE_AUTHORITY,
              UNTAG_CERTIFICATE_AUTHORITY ->
              limits.issuances();
          case DESCRIBE_CERTIFICATE_AUTHORITY,
              LIST_CERTIFICATE_AUTHORITIES,
              GET_CERTIFICATE_AUTHORITY_CSR,
              GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
              GET_CERTIFICATE,
              DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
              LIST_PERMISSIONS,
              GET_POLICY,
              LIST_TAGS ->
              32 * limits.issuances();
        };
    return Math.clamp(rate, 1, MOST);
  }
}
