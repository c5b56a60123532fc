/**
 * What an operator says about PKCS#11 tokens: module, slot, PIN, sessions, driver.
 *
 * <p>Threads: immutable values. Imports nothing of the project; makes no native call.
 */
package dev.sealwright.hsm;
