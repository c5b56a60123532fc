/**
 * The driver that calls a PKCS#11 module through java.lang.foreign, with nothing in between.
 *
 * <p>The process needs {@code --enable-native-access} for this module. Threads: the driver is
 * shared, a session belongs to one thread at a time. Imports fault, x509 and key.pkcs11; only the
 * composition root imports it.
 */
package dev.sealwright.engine.key.pkcs11.foreign;
