/**
 * What the operator says: one YAML file, and an environment variable for every key of it that wins
 * over the file. All problems are found in one go, each with its key and its line.
 *
 * <p>{@link dev.sealwright.api.config.RawConfiguration} is what was said, {@link
 * dev.sealwright.api.config.Configuration} what was checked; {@link dev.sealwright.api.config.Keys}
 * is the table of the keys.
 *
 * <p>Threads: used by one thread at start; the results are immutable. Imports shape, wire, policy,
 * auth, quota, and the limits and values of the engine and of hsm-config, whose reader of YAML it
 * uses.
 */
package dev.sealwright.api.config;
