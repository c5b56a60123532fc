package dev.sealwright.api.config;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param path from the root of the file, such as {@code server.port}
 * @param variable of the environment that wins over the file
 * @param form what it takes
 * @param standard what holds when nobody says anything, in words
 * @param unit of the value, empty where there is none
 * @param advice what it does and when to change it
 */
record Key<T>(
    String path, String variable, Form<T> form, String standard, String unit, String advice) {

  static final String PREFIX = "SEALWRIGHT_";

  /** A key whose variable follows the one rule. */
  static <T> Key<T> of(String path, Form<T> form, String standard, String unit, String advice) {
    return new Key<>(path, variableOf(path), form, standard, unit, advice);
  }

  /** {@code quotas.rates.IssueCertificate} gives SEALWRIGHT_QUOTAS_RATES_ISSUE_CERTIFICATE. */
  static String variableOf(String path) {
    return PREFIX
        + path.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
