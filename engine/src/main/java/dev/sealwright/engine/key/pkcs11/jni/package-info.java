/**
 * What the drivers over JNI wrappers have in common: a {@link
 * dev.sealwright.engine.key.pkcs11.jni.Binding} is all that one of them adds.
 *
 * <p>Threads: a module is shared, a session belongs to one thread at a time. Imports key.pkcs11;
 * only the drivers iaik and sun import it.
 */
package dev.sealwright.engine.key.pkcs11.jni;
