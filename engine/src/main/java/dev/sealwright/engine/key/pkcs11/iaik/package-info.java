/**
 * The driver through the IAIK PKCS#11 wrapper, for sites that know it and have approved it.
 *
 * <p>This product includes software developed by Stiftung SIC. The process needs {@code
 * --enable-native-access} for the module ipkcs11wrapper. Threads: the driver is shared, a session
 * belongs to one thread at a time. Imports fault, key.pkcs11 and key.pkcs11.jni; only the
 * composition root imports it.
 */
package dev.sealwright.engine.key.pkcs11.iaik;
