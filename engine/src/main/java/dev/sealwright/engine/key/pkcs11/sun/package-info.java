/**
 * The driver through the native binding of the JDK's own SunPKCS11, for sites that allow JDK code
 * only.
 *
 * <p>The process needs {@code --add-opens jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=} and
 * this module's name. Threads: the driver is shared, a session belongs to one thread at a time.
 * Imports fault, key.pkcs11 and key.pkcs11.jni; only the composition root imports it.
 */
package dev.sealwright.engine.key.pkcs11.sun;
